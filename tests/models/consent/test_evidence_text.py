# SPDX-License-Identifier: GPL-3.0-or-later
"""An e-mail as plain text: never markup, and never a fall over what somebody's mail program made."""

from __future__ import annotations

from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from models.consent.evidence_text import read_email


def test_heads_and_text() -> None:
    content = (
        "From: =?utf-8?q?Zo=C3=AB?= <z@example.org>\r\nTo: school@example.org\r\n"
        "Subject: =?utf-8?b?Rm90bydzIOKckw==?=\r\nDate: Mon, 5 Oct 2026 09:12:00 +0200\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nJa hoor.\r\nGroet, Zoë"
    ).encode()
    found = read_email(content)
    assert (found.sender, found.recipients, found.subject) == (
        "Zoë <z@example.org>",
        "school@example.org",
        "Foto's ✓",
    )
    assert "2026" in found.date
    assert found.body == "Ja hoor.\nGroet, Zoë"
    assert found.attachments == ()


def test_plain_text_is_preferred_and_attachments_are_named() -> None:
    message = EmailMessage()
    message["From"] = "a@example.org"
    message.set_content("Ja")
    message.add_alternative("<b>Ja</b>", subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="formulier.pdf")
    found = read_email(message.as_bytes())
    assert found.body == "Ja"
    assert found.attachments == ("formulier.pdf",)


def test_a_page_is_read_without_its_markup() -> None:
    content = (
        b"From: a@example.org\nContent-Type: text/html\n\n<html><head><title>x</title><style>p {}</style></head>"
        b"<body><p>Ja&nbsp;hoor,</p><script>alert(1)</script><div>maar niet   op &lt;Instagram&gt;</div></body></html>"
    )
    body = read_email(content).body
    assert body.split() == ["Ja", "hoor,", "maar", "niet", "op", "<Instagram>"]


def test_an_unknown_character_set_still_shows_letters() -> None:
    content = b"From: a@example.org\nContent-Type: text/plain; charset=klingon\n\nJa hoor"
    assert read_email(content).body == "Ja hoor"


@given(st.binary(max_size=400))
def test_anything_is_read_without_a_fall(content: bytes) -> None:
    read_email(b"From: a@example.org\nSubject: x\n" + content)
    read_email(content)
