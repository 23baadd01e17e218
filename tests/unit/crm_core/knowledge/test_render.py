"""Markdown of articles: harmless as HTML, readable as text."""

from __future__ import annotations

import pytest

from crm_core.knowledge.render import excerpt, html, plain


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        "![a](https://x.example/a.png)",
        '[a](https://x.example "><script>")',
        "<https://x.example/<script>>",
        "[a]: javascript:alert(1)\n\n[a]",
    ],
)
def test_nothing_in_an_article_can_act(markdown: str) -> None:
    made = html(markdown)
    for harm in ("<script", "<img", 'href="javascript', 'href="data'):
        assert harm not in made


def test_headings_begin_below_the_title_of_the_page_and_links_tell_nothing() -> None:
    made = html("# One\n\n###### Six\n\n[us](https://x.example)\n\n| a |\n|---|\n| 1 |")
    assert "<h2>One</h2>" in made
    assert "<h5>Six</h5>" in made
    assert 'rel="noopener noreferrer"' in made
    assert "<td>1</td>" in made


def test_in_an_answer_an_article_is_plain_text() -> None:
    markdown = (
        "## Descale\n\nUse **citric** acid, see [the page](https://x.example).\n\n1. Fill\n2. Run\n   - twice\n\n> Wait"
    )
    assert plain(markdown) == (
        "Descale\n\nUse citric acid, see the page (https://x.example).\n\n1. Fill\n2. Run\n   - twice\n\nWait"
    )
    assert excerpt("# A\n\n" + "長" * 300).endswith("…")
