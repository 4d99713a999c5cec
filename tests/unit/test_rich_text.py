"""What people type becomes harmless HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empiria.apps.system.rich_text import clean, plain, render

REL = 'rel="noopener noreferrer nofollow"'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", ""),
        ("Jeden\nwiersz\n\nDrugi akapit", "<p>Jeden<br>wiersz</p>\n<p>Drugi akapit</p>"),
        ("Po co:\n- raz\n- dwa\nkoniec", "<p>Po co:</p><ul><li>raz</li><li>dwa</li></ul><p>koniec</p>"),
        ("5 < 7 & 8 > 2", "<p>5 &lt; 7 &amp; 8 &gt; 2</p>"),
        ("<p>Raz <strong>dwa</strong></p>", "<p>Raz <strong>dwa</strong></p>"),
        (
            "Zob. https://example.org/a?b=1&c=2.",
            f'<p>Zob. <a href="https://example.org/a?b=1&amp;c=2" {REL}>https://example.org/a?b=1&amp;c=2</a>.</p>',
        ),
        (
            '<a href="https://example.org">https://example.org</a>',
            f'<p><a href="https://example.org" {REL}>https://example.org</a></p>',
        ),
    ],
)
def test_what_is_typed_and_what_is_shown(typed: str, shown: str) -> None:
    assert render(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<script>alert(1)</script>Tekst", "<p>Tekst</p>"),
        ("<style>*{}</style>Tekst", "<p>Tekst</p>"),
        ('<p onclick="alert(1)" style="color:red" class="x" id="y">Tekst</p>', "<p>Tekst</p>"),
        ('<img src=x onerror="alert(1)">Tekst', "<p>Tekst</p>"),
        ("<svg><script>alert(1)</script></svg>", ""),
        ('<a href="javascript:alert(1)">Tekst</a>', f"<p><a {REL}>Tekst</a></p>"),
        ('<a href="data:text/html,x">Tekst</a>', f"<p><a {REL}>Tekst</a></p>"),
        ("<iframe src=https://example.org></iframe>Tekst", "<p>Tekst</p>"),
        ("<form action=/x><input name=a></form>Tekst", "<p>Tekst</p>"),
        ("<h1>Tekst</h1>", "<p>Tekst</p>"),
    ],
)
def test_what_could_harm_is_gone(typed: str, shown: str) -> None:
    assert render(typed) == shown


TEMPTING = st.text(alphabet=st.sampled_from(list("<>\"'=/ &;:abhrefjscipt-\n#x")), max_size=60)


@given(TEMPTING)
def test_nothing_typed_leaves_more_than_the_tags_that_are_allowed(typed: str) -> None:
    html = str(render(typed))
    assert clean(html) == html


def test_plain_words_for_searching() -> None:
    assert plain("<p>Raport &amp; wnioski</p><p>Łódź</p><script>x</script>") == "Raport & wnioski Łódź"
    assert plain("a < b\n\n- c\n- d") == "a < b c d"
