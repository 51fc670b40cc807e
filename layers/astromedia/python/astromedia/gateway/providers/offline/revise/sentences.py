"""A text as paragraphs of sentences, and what can be done to it without understanding it."""

import re
from collections.abc import Callable, Sequence

_END = re.compile(r"(?<=[.!?…])(?<!\b[A-Z]\.)[”»]?\s+(?=[A-ZÀ-Ý0-9“«→(])")
_BREAK = re.compile(r"\n+")
_SIGNATURE = re.compile(r"^[^.!?]{2,60},$")
_LINE = "→"
_SPACE = r"[\s\u00a0\u202f]+"


def paragraphs(text: str) -> list[str]:
    """The parts of a text that stand on lines of their own."""
    return [part for part in _BREAK.split(text) if part.strip()]


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph."""
    return [part.strip() for part in _END.split(paragraph) if part.strip()]


def joined(parts: Sequence[str], like: str) -> str:
    """Paragraphs put together as those of the text `like` are."""
    return ("\n\n" if "\n\n" in like or "\n" not in like else "\n").join(part for part in parts if part)


def found(words: str, text: str) -> bool:
    """Whether `words` stand in `text` as whole words, also in the plural, whatever their case and spaces."""
    return pattern(words).search(text) is not None


def pattern(words: str) -> re.Pattern[str]:
    """What finds `words`."""
    tokens = [re.escape(token).replace("'", "['’]").replace("’", "['’]") for token in words.replace("’", "'").split()]
    plural = "(?:s|es)?" if words[-1:].isalpha() else ""
    return re.compile(rf"(?<!\w){_SPACE.join(tokens)}{plural}(?!\w)", re.IGNORECASE)


def without_sentences(text: str, unwanted: Callable[[str], bool]) -> str:
    """`text` without the sentences that are `unwanted`; "" if none is left but a greeting and a signature."""
    kept = [" ".join(each for each in sentences(part) if not unwanted(each)) for part in paragraphs(text)]
    said = [part for part in kept if part and not _SIGNATURE.match(part)]
    return joined(kept, text) if said else ""


def body_of(parts: Sequence[str]) -> tuple[int, int]:
    """Where the paragraphs begin after a greeting and end before a call to action or a signature."""
    greetings = [i for i, part in enumerate(parts[:2]) if _SIGNATURE.match(part) and i + 1 < len(parts)]
    start = greetings[0] + 1 if greetings else 0
    ends = [i for i in range(start + 1, len(parts)) if _SIGNATURE.match(parts[i]) or parts[i].startswith(_LINE)]
    return start, min(ends, default=len(parts))


def opened(text: str, line: str) -> str:
    """`text` with `line` as its first sentence, after a greeting."""
    parts = paragraphs(text)
    start, _ = body_of(parts)
    first = " ".join([line, *parts[start : start + 1]])
    return joined([*parts[:start], first, *parts[start + 1 :]], text)


def closed(text: str, line: str) -> str:
    """`text` with `line` as its last sentence, before a call to action or a signature."""
    parts = paragraphs(text)
    start, end = body_of(parts)
    if end - start == 1:
        return joined([*parts[: end - 1], f"{_full(parts[end - 1])} {line}", *parts[end:]], text)
    return joined([*parts[:end], line, *parts[end:]], text)


def inserted(text: str, line: str) -> str:
    """`text` with `line` in its middle: a paragraph of its own among several, else after the first sentences."""
    parts = paragraphs(text)
    start, end = body_of(parts)
    if end - start > 1:
        middle = min(end, start + 2)
        return joined([*parts[:middle], line, *parts[middle:]], text)
    said = [each for part in parts[start:end] for each in sentences(part)]
    middle = len(said) if len(said) < 3 else len(said) - 1
    said = [*said[:middle], line, *said[middle:]]
    return joined([*parts[:start], " ".join(map(_full, said)), *parts[end:]], text)


def _full(sentence: str) -> str:
    return sentence if sentence[-1:] in ".!?…”»):" else f"{sentence}."


def shorter_by_one(text: str, keep: Callable[[str], bool]) -> str:
    """`text` without the longest paragraph or sentence between its first and its last that is not to `keep`."""
    parts = paragraphs(text)
    start, end = body_of(parts)
    middle = [i for i in range(start + 1, end) if not keep(parts[i])]
    if middle:
        longest = max(middle, key=lambda i: len(parts[i]))
        return joined([part for i, part in enumerate(parts) if i != longest], text)
    said = [(i, each) for i in range(start, end) for each in sentences(parts[i])[1:] if not keep(each)]
    if not said:
        return text
    where, dropped = max(said, key=lambda each: len(each[1]))
    kept = " ".join(each for each in sentences(parts[where]) if each != dropped)
    return joined([*parts[:where], kept, *parts[where + 1 :]], text)


def tidy(text: str) -> str:
    """Spaces, punctuation and the first letter mended after words were taken out."""
    text = re.sub(r"[ \u00a0]{2,}", " ", text)
    text = re.sub(r"[“«‘(]\s*[”»’)]", "", text)
    text = re.sub(r"(?:,|\band|\bor|\bet|\bou)\s*(?=[.;:!?]|$)", "", text)
    text = re.sub(r"\s+([,.])", r"\1", text)
    text = re.sub(r"([,:;])(?:\s*[,:;])+", r"\1", text)
    text = re.sub(r"^[\s,;:.!?–—-]+|[\s,;:–—-]+$", "", text)
    return text[:1].upper() + text[1:] if text[:1].islower() else text
