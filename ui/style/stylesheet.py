# SPDX-License-Identifier: GPL-3.0-or-later
"""The one style sheet, made from a theme's colours and the spacing grid.

A widget says what it is with the dynamic property ``kind`` (see `ui.style.theme.set_kind`):

- QPushButton: ``primary`` (one per page), ``quiet`` (no frame), ``link`` (text alone), ``chip`` (round, checkable)
- QLabel: ``title``, ``heading``, ``muted``, ``small``
- QTableView: ``roomy`` (cells as wide apart as their headings)
- QFrame or QWidget: ``card``, ``bar``, ``side``, ``banner``; QToolButton: ``navigation``

A list that is filled and given a current row before it is first shown needs ``ensurePolished()`` before that, or Qt
keeps the row heights it had without this sheet.
"""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from models.resources import resource_path
from ui.style import spacing
from ui.style.tokens import Tokens

_TEXT = """
QLabel[kind="title"] { font-size: ${title}pt; font-weight: 700; color: $text; }
QLabel[kind="heading"] { font-size: ${heading}pt; font-weight: 700; color: $text; }
QLabel[kind="muted"] { color: $muted; }
QLabel[kind="small"] { color: $muted; font-size: ${small}pt; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: ${xs}px ${s}px; }
"""

_BUTTONS = """
QPushButton { background: $surface; color: $text; border: 1px solid $control_border; border-radius: ${radius}px;
  padding: 6px ${l}px; min-height: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:focus { border: 2px solid $focus; padding: 5px 15px; }
QPushButton:disabled { color: $muted; background: $background; border-color: $border; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 700; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $border; color: $muted; border-color: $border; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; color: $accent; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus { border: 2px solid $focus; }
QPushButton[kind="quiet"]:disabled { color: $muted; }
QPushButton[kind="link"] { background: transparent; border: 2px solid transparent; padding: 1px 0; color: $accent;
    text-align: left; min-height: 20px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border-color: $focus; }
QPushButton[kind="chip"] { border-radius: 15px; padding: 5px 14px; }
QPushButton[kind="chip"]:checked { background: $accent_soft; border: 1px solid $accent; color: $text; }
QPushButton[kind="chip"]:focus { border: 2px solid $focus; padding: 4px 13px; }
QToolButton { background: transparent; color: $text; border: 1px solid transparent; border-radius: ${radius}px;
  padding: 5px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $accent_soft; }
QToolButton:focus { border: 2px solid $focus; padding: 4px; }
QToolButton:disabled { color: $muted; }
QToolButton::menu-indicator { image: none; }
QToolButton[kind="navigation"] { padding: 8px 12px; text-align: left; font-size: ${base}pt; }
QToolButton[kind="navigation"]:checked { background: $accent_soft; font-weight: 700; }
QToolButton[kind="navigation"]:focus { padding: 7px 11px; }
"""

_FIELDS = """
QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox { background: $surface; color: $text;
  border: 1px solid $control_border; border-radius: ${radius}px; padding: 5px ${s}px; min-height: 20px;
  selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $muted; }
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
  border: 2px solid $focus; padding: 4px 7px; }
QLineEdit:disabled, QTextEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {
  background: $background; color: $muted; border-color: $border; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $background; }
QComboBox { padding-right: 26px; }
QComboBox:focus { padding-right: 25px; }
QComboBox::drop-down { subcontrol-origin: border; subcontrol-position: center right; width: 26px; border: none; }
QComboBox::down-arrow { image: url("$controls/down.svg"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $raised; color: $text; border: 1px solid $border; padding: 4px;
  selection-background-color: $accent_soft; selection-color: $text; outline: none; }
QAbstractSpinBox { padding-right: 22px; }
QAbstractSpinBox:focus { padding-right: 21px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: 20px; border: none; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url("$controls/up.svg"); width: 11px; height: 11px; }
QAbstractSpinBox::down-arrow { image: url("$controls/down.svg"); width: 11px; height: 11px; }
QDateEdit::drop-down { subcontrol-origin: border; subcontrol-position: center right; width: 24px; border: none; }
QDateEdit::down-arrow { image: url("$controls/down.svg"); width: 14px; height: 14px; }
QCheckBox, QRadioButton { spacing: ${s}px; padding: 3px 2px; border: 1px solid transparent; }
QCheckBox:focus, QRadioButton:focus { border: 1px solid $focus; border-radius: 4px; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator { width: 16px; height: 16px;
  background: $surface; border: 1px solid $control_border; }
QCheckBox::indicator, QAbstractItemView::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: $accent; border-color: $accent;
  image: url("$controls/check.svg"); }
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate { background: $accent;
  border-color: $accent; image: url("$controls/partly.svg"); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url("$controls/dot.svg"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $border; border-color: $border; }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }
"""

_LISTS = """
QAbstractItemView { background: $surface; color: $text; border: 1px solid $border; border-radius: ${radius}px;
  selection-background-color: $accent_soft; selection-color: $text; outline: none; }
QTableView, QTreeView { gridline-color: $border; alternate-background-color: $background; }
QListView::item, QTreeView::item { padding: 5px ${s}px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {
  background: $accent_soft; color: $text; }
QTableView[kind="roomy"]::item { padding: 0 ${s}px; }
QTableView[kind="log"]::item { padding: 0 ${s}px; }
QTableView::item:focus, QListView::item:focus, QTreeView::item:focus { border: 2px solid $focus; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $muted; border: none; border-bottom: 1px solid $border;
  padding: 6px ${s}px; font-weight: 700; }
QTableCornerButton::section { background: $surface; border: none; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $control_border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""

_PLACES = """
QMainWindow, QDialog { background: $background; }
*[kind="card"] { background: $surface; border: 1px solid $border; border-radius: ${card_radius}px; }
*[kind="bar"] { background: $surface; border: none; border-bottom: 1px solid $border; }
*[kind="side"] { background: $surface; border: none; border-right: 1px solid $border; }
*[kind="banner"] { background: $accent_soft; border: none; border-radius: ${radius}px; }
QMenuBar { background: $surface; color: $text; border-bottom: 1px solid $border; }
QMenuBar::item { padding: 5px 10px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; color: $text; border: 1px solid $border; padding: ${xs}px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 4px; }
QMenu::icon { padding-left: ${s}px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: ${xs}px ${s}px; }
QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; padding: 8px ${l}px; border: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; font-weight: 700; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { border: 2px solid $focus; border-radius: 4px; }
QProgressBar { background: $border; border: none; border-radius: 4px; max-height: 8px; min-height: 8px;
  color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QSlider::groove:horizontal { height: 4px; background: $control_border; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 16px; height: 16px; margin: -6px 0; border-radius: 8px; background: $accent; }
QSlider::handle:horizontal:focus { border: 2px solid $text; width: 14px; height: 14px; margin: -7px 0;
  border-radius: 9px; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QStatusBar { background: $surface; color: $muted; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QGroupBox { border: 1px solid $border; border-radius: ${radius}px; margin-top: 10px; padding: 14px 10px 10px 10px; }
QGroupBox::title { subcontrol-origin: margin; left: 10px; padding: 0 4px; color: $muted; }
"""


def build_stylesheet(tokens: Tokens, base_points: float) -> str:
    """The style sheet of a theme; ``base_points`` is the size of running text, which the other sizes follow."""
    controls = resource_path("icons", "controls", "dark" if tokens.is_dark else "light")
    values = {
        **{name: str(value) for name, value in asdict(tokens).items()},
        "controls": controls.as_posix(),
        "base": f"{base_points:g}",
        "title": f"{round(base_points * 1.7, 1):g}",
        "heading": f"{round(base_points * 1.2, 1):g}",
        "small": f"{round(base_points * 0.9, 1):g}",
        "xs": str(spacing.XS),
        "s": str(spacing.S),
        "l": str(spacing.L),
        "radius": str(spacing.RADIUS),
        "card_radius": str(spacing.CARD_RADIUS),
    }
    return Template(_TEXT + _BUTTONS + _FIELDS + _LISTS + _PLACES).substitute(values)
