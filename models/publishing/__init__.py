# SPDX-License-Identifier: GPL-3.0-or-later
"""What may go out and what did: verdicts, redaction, clean copies, publications and take-down tasks."""
