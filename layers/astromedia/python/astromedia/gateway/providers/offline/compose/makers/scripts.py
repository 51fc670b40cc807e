"""Scenes and shots: beats of a small story, and seconds that sum to what a film may last."""

from collections.abc import Sequence

from astromedia.gateway.providers.offline.compose import phrasebook
from astromedia.gateway.providers.offline.compose.fragments import capital_first, cut
from astromedia.gateway.providers.offline.compose.scope import Scope, position_of
from astromedia.gateway.providers.offline.compose.weights import shares_of
from astromedia.gateway.providers.offline.compose.writer import Writer

from .records import Binding, binding, chosen

SHORT_BEATS = ("problem", "answer", "proof", "invitation")
LONG_BEATS = ("problem", "stakes", "answer", "proof", "everyday", "invitation")
SHORT_SECONDS = 9
LONG_SECONDS = 48
_SPOKEN = 12.0


def _is_long(scope: Scope) -> bool:
    return "long" in scope.path


def scenes(writer: Writer, scope: Scope, fewest: int, most: int) -> list[Binding]:
    """One scene per beat: four in some nine seconds, or six in some 48 where the script is called long."""
    long = _is_long(scope)
    beats = _beats(LONG_BEATS if long else SHORT_BEATS, fewest, most)
    made = [_scene(writer, scope.at(turn=i, count=len(beats)), beat) for i, beat in enumerate(beats)]
    lengths = [len(str(scene["voice"])) for scene in made] if long else [1] * len(made)
    seconds = shares_of(LONG_SECONDS if long else max(len(made), SHORT_SECONDS), lengths, least=5 if long else 1)
    return [{**scene, "seconds": each} for scene, each in zip(made, seconds, strict=True)]


def _beats(beats: Sequence[str], fewest: int, most: int) -> list[str]:
    count = min(max(fewest, len(beats)), most)
    middle = [beats[1 + i % (len(beats) - 2)] for i in range(count - 2)]
    return [beats[0], *middle, beats[-1]] if count > 1 else [beats[0]]


def _scene(writer: Writer, scope: Scope, beat: str) -> Binding:
    family = f"scene_{'long' if _is_long(scope) else 'short'}"
    inside = scope.at(bound={**scope.bound, "tag": beat})
    entry = chosen(writer, family, inside, 9)[0] if chosen(writer, family, inside, 1) else phrasebook.entries(family)[0]
    fields = binding(family, entry, inside)
    limits = {"picture": 300, "voice": 300 if _is_long(scope) else 140, "caption": 60}
    inside = inside.at(turn=0)
    return {
        name: writer.say(fields[name].phrases, fields[name].name, inside, longest) for name, longest in limits.items()
    }


def shots(writer: Writer, scope: Scope, fewest: int, most: int) -> list[Binding]:
    """The short script's scenes as shots; without a script, the same beats."""
    told = writer.earlier.mappings("scriptwriting.short.scenes.*")
    captions = [(str(scene.get("caption") or ""), str(scene.get("voice") or "")) for scene in told]
    captions = [pair for pair in captions if pair[0]] or [
        (str(scene["caption"]), str(scene["voice"]))
        for scene in scenes(writer, scope.at(path=("short",)), fewest, most)
    ]
    kept = captions[: most - 1] + captions[-1:] if len(captions) > most else captions
    kept += kept[: fewest - len(kept)] if len(kept) < fewest else []
    seconds = shares_of(SHORT_SECONDS, [2 + (position_of(i, len(kept)) == "last") for i in range(len(kept))])
    return [
        {"caption": cut(caption, 60), "narration": _short_voice(voice or caption), "seconds": min(5, each)}
        for (caption, voice), each in zip(kept, seconds, strict=True)
    ]


def _short_voice(voice: str) -> str:
    return voice if len(voice) <= 140 else f"{cut(voice, 139)}."


def title(writer: Writer, scope: Scope, room: object) -> str:
    """The script's title; the storyboard keeps the short script's."""
    told = writer.earlier.texts("scriptwriting.short.title") if "scriptwriting" in writer.earlier else []
    if told and "long" not in scope.path:
        return cut(told[0], 60)
    return capital_first(
        writer.write("script.name", scope.at(bound={"tag": "long" if _is_long(scope) else "short"}), 60)
    )
