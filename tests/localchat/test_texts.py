import pytest
from telegram import Bot, MessageEntity
from telegram.error import BadRequest

from bot.localchat.errors import ApiError
from bot.localchat.formatting import FormattedText
from bot.localchat.html_text import parse_html
from bot.localchat.markdown_text import parse_markdown
from tests.person import Person


def found(parsed: FormattedText) -> list[tuple[str, str]]:
    units = parsed.text.encode("utf-16-le")
    places = [(entity["type"], 2 * entity["offset"], 2 * entity["length"]) for entity in parsed.entities]
    return [(kind, units[start : start + length].decode("utf-16-le")) for kind, start, length in places]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>bold</b> &lt;&amp;&#x41;", "bold <&A", [("bold", "bold")]),
        ("<STRONG>x</strong>", "x", [("bold", "x")]),
        ("<i>a<u>b</u></i>", "ab", [("italic", "ab"), ("underline", "b")]),
        (
            "\N{GRINNING FACE}<s>\N{GRINNING FACE}x</s>",
            "\U0001f600\U0001f600x",
            [("strikethrough", "\U0001f600x")],
        ),
        ("<code>1 &gt; 0</code>", "1 > 0", [("code", "1 > 0")]),
        ('<a href="https://e.org?a=1&amp;b=2">e</a>', "e", [("text_link", "e")]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", "x")]),
        ("  <b> x </b>  ", "x", [("bold", "x")]),
        ("<b></b>x", "x", []),
        ("/help and <b>/start</b>", "/help and /start", [("bot_command", "/help"), ("bold", "/start")]),
    ],
)
def test_html(source: str, text: str, entities: list[tuple[str, str]]) -> None:
    parsed = parse_html(source)
    assert parsed.text == text
    assert found(parsed) == entities


def test_html_keeps_links_and_languages() -> None:
    assert parse_html("<a href='https://e.org'>e</a>").entities[0]["url"] == "https://e.org"
    (entity,) = parse_html('<pre><code class="language-python">x</code></pre>').entities
    assert (entity["type"], entity["language"]) == ("pre", "python")


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("ö <x>", 'Unsupported start tag "x" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_broken_html(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as error:
        parse_html(source)
    assert error.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*b* _i_ __u__ ~s~ ||p||", "b i u s p", ["bold", "italic", "underline", "strikethrough", "spoiler"]),
        ("`a*b` 93\\.5 \\%", "a*b 93.5 %", ["code"]),
        ("[e](https://e.org/\\))", "e", ["text_link"]),
        ("```py\nx\n```", "x", ["pre"]),
        ("*_x_*", "x", ["bold", "italic"]),
    ],
)
def test_markdown(source: str, text: str, entities: list[str]) -> None:
    parsed = parse_markdown(source)
    assert (parsed.text, [entity["type"] for entity in parsed.entities]) == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("93.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("ö *x", "Can't find end of Bold entity at byte offset 3"),
    ],
)
def test_broken_markdown(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as error:
        parse_markdown(source)
    assert error.value.description == f"Bad Request: can't parse entities: {complaint}"


async def test_broken_html_over_the_wire(bot: Bot, ann: Person) -> None:
    with pytest.raises(
        BadRequest, match="Can't parse entities: can't find end tag corresponding to start tag"
    ):
        await bot.send_message(5, "<b>x", parse_mode="HTML")


async def test_entities_instead_of_a_parse_mode(bot: Bot, ann: Person) -> None:
    sent = await bot.send_message(5, "<b>x", entities=[MessageEntity("bold", 3, 1)])
    assert sent.parse_entities() == {sent.entities[0]: "x"}
