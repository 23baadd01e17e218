# SPDX-License-Identifier: GPL-3.0-or-later
"""Tryton module `contact_center`; see the README beside it."""
