"""What in an output breaks the rule that its phase has in the playbook. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from astromedia.domain.brief import Brief, Language
from astromedia.domain.rules import ValidationRule
from astromedia.domain.texts import Text, says, texts

from .compliance.check import Place, check

_DEMANDS: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {
        "must_include": "These words must stand in your answer, just so: {}.",
        "must_not_include": "These words must not stand in it: {}.",
        "longest_words": "All its texts together have at most {} words.",
        "compliance": "It must keep the advertising, email and data rules of: {}. No guaranteed results, no cures, "
        "no unlabelled paid posts, no email without sender and unsubscribe line.",
    },
    Language.FR: {
        "must_include": "Ces mots doivent figurer dans votre réponse, tels quels : {}.",
        "must_not_include": "Ces mots ne doivent pas y figurer : {}.",
        "longest_words": "Tous ses textes ensemble comptent au plus {} mots.",
        "compliance": "Elle doit respecter les règles de publicité, d'e-mail et de données de : {}. Ni résultats "
        "garantis, ni guérison, ni publication rémunérée sans mention, ni e-mail sans expéditeur et désabonnement.",
    },
}


def demands(rule: ValidationRule, brief: Brief) -> str:
    """The rule in words for the model, so that it keeps it at once; a line for each demand."""
    said = {
        "must_include": ", ".join(f"“{words}”" for words in rule.must_include),
        "must_not_include": ", ".join(f"“{words}”" for words in rule.must_not_include),
        "longest_words": rule.longest_words,
        "compliance": ", ".join(rule.regions(brief)),
    }
    lines = _DEMANDS[brief.language]
    return "\n".join(lines[name].format(value) for name, value in said.items() if value)


def broken(rule: ValidationRule, output: Mapping[str, Any], brief: Brief) -> list[str]:
    """Each string names the field of `output` (as JSON), what is wrong and what to do."""
    found = list(texts(output))
    return [*_missing(rule, found), *_forbidden(rule, found), *_too_long(rule, found), *_unlawful(rule, output, brief)]


def _missing(rule: ValidationRule, found: Sequence[Text]) -> Iterator[str]:
    for words in rule.must_include:
        if not any(says(text.text, words) for text in found):
            yield f"answer: says nowhere '{words}', which this phase must say; put it where it reads naturally"


def _forbidden(rule: ValidationRule, found: Sequence[Text]) -> Iterator[str]:
    for text in found:
        for words in rule.must_not_include:
            if says(text.text, words):
                yield f"{text.path}: says '{words}', which this phase must not say; say it without these words"


def _too_long(rule: ValidationRule, found: Sequence[Text]) -> Iterator[str]:
    count = sum(len(text.text.split()) for text in found)
    if rule.longest_words is not None and count > rule.longest_words:
        yield f"answer: has {count} words in all, over this phase's {rule.longest_words}; shorten the longest texts"


def _unlawful(rule: ValidationRule, output: Mapping[str, Any], brief: Brief) -> Iterator[str]:
    """What blocks only: of what warns, a model cannot know whether there is proof."""
    for finding in check(output, Place(brief, rule.regions(brief))):
        if finding.severity == "block":
            words = f"says '{finding.quote}'. " if finding.quote else ""
            yield f"{finding.field}: {words}{finding.why} {finding.todo} ({finding.rule}; {'; '.join(finding.sources)})"
