"""What the gateway is asked for, and what it answers."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from astromedia.domain.campaign import Attempt
from astromedia.domain.ledger import LedgerEntry, Usage
from astromedia.domain.model import Model
from astromedia.domain.money import ZERO, Money

Value = TypeVar("Value")


class Purpose(Model):
    """Whose call it is: what the ledger entry, the logs and the call's id are made of.

    `step` names the call within the phase ("draft", "image/A/1080x1080"): with campaign, phase and revision it makes
    the call's id, so a repeated Lambda asks under the same id.
    """

    workspace_id: str
    campaign_id: str
    phase: str
    revision: int
    request_id: str
    agent: str
    step: str
    user_id: str | None = None
    api_key_id: str | None = None


class Call(Model):
    """What every call has: whose it is, and what bounds it.

    `max_seconds` bounds the whole answer: tries, repair and fallback; `max_cost` (US dollars) what they may cost
    together. `repeated` says that an earlier run may have made this call already: then the answers it paid for come
    before any cache.
    """

    purpose: Purpose
    max_seconds: float = 240.0
    max_cost: Decimal | None = None
    repeated: bool = False


class TextCall(Call):
    """One structured answer wanted. `inputs` (the brief, earlier outputs) are data, never instructions.

    `json_schema` is the output's JSON Schema; keys that start with "x-" are hints for the offline composer and are
    stripped before a schema leaves for a provider. `seed` makes offline answers repeatable. Only `models`
    ("provider/model") are asked; if there are none, any.

    A new revision says what it revises: `previous_output` is the valid output that a person sent back (data), and
    `feedback` what a member of the workspace wants of this one (a wish to heed for this output, and for nothing else).
    Either may be None. A repair, which only the gateway makes, has a model's `faulty_answer` as it came and its
    `faults`.
    """

    language: str
    instructions: str
    inputs: Mapping[str, Any]
    json_schema: Mapping[str, Any]
    models: tuple[str, ...] = ()
    max_output_tokens: int = 16_000
    seed: int = 0
    feedback: str | None = None
    previous_output: Mapping[str, Any] | None = None
    faulty_answer: str | None = None
    faults: str | None = None

    @property
    def revises(self) -> bool:
        """Whether it asks for another version of an output that there is."""
        return self.feedback is not None or self.previous_output is not None


class Completion(Model):
    """A provider's answer to one text call, as it came: `text` should be JSON.

    `finish_reason` is "stop" if it is whole, "length" if it was cut off, "refusal" if the model would not, else the
    provider's own word. `id` is the provider's name for this answer, if it gives one. `usage_estimated` says that the
    provider named no usage and this one is the worst case.
    """

    text: str
    finish_reason: str
    id: str = ""
    usage: Usage
    usage_estimated: bool = False


class MediaCall(Call):
    """Media wanted; `design` is the renderer's specification (a plain mapping, validated by the provider)."""

    design: Mapping[str, Any]
    seed: int = 0
    max_seconds: float = 120.0


class ImageCall(MediaCall):
    """One picture wanted."""


class VideoCall(MediaCall):
    """One video wanted."""


class Media(Model):
    """Rendered bytes and what they are; `seconds` for video only."""

    data: bytes
    mime_type: str
    width: int
    height: int
    seconds: float | None = None


class MediaCompletion(NamedTuple):
    media: Media
    usage: Usage


class Running(NamedTuple):
    """A film that its provider works on, under the name `operation`: ask again in so many seconds."""

    operation: str
    seconds: int


class Failed(NamedTuple):
    """A film that its provider gave up, and what that used (None: nothing that is billed)."""

    detail: str
    usage: Usage | None = None


class Route(NamedTuple):
    """Whom to ask: a provider's name and the model's name there."""

    provider: str
    model: str


class TextProvider(Protocol):
    """Answers text calls; never retries by itself. Raises ProviderBusy, ProviderBroken or ProviderRefused."""

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        """What `model` answers within `seconds`."""


class MediaProvider(Protocol):
    """Renders images and video. Raises what a TextProvider raises."""

    def image(self, call: ImageCall, model: str, seconds: float) -> MediaCompletion:
        """What `model` draws within `seconds`: money is held for no longer."""

    def video(self, call: VideoCall, model: str, seconds: float) -> MediaCompletion:
        """What `model` films within `seconds`."""


class FilmProvider(Protocol):
    """Films in the background: minutes may pass, so a film is started, and asked for again and again.

    Each method takes at most `seconds` and raises what a TextProvider raises, of its own request: that says nothing of
    the film. KeyRefused says that our key is not taken.
    """

    def start_film(self, call: VideoCall, model: str, seconds: float, key: str) -> Running:
        """Have `model` make the film. A provider that heeds idempotency keys makes one per `key`."""

    def poll_film(self, operation: str, call: VideoCall, seconds: float) -> Running | Failed | MediaCompletion:
        """What became of it. ProviderRefused if the provider knows of no such film (any more)."""


class Providers(Protocol):
    """The providers by name."""

    def worst(self, route: Route, call: Call) -> Usage:
        """The most that `call` can use at `route`: what is held before it is asked. No provider is loaded to say it.

        ProviderRefused if the call's inputs cannot be made to fit.
        """

    def text(self, name: str) -> TextProvider:
        """The text provider `name`, loaded if it was not yet."""

    def media(self, name: str) -> MediaProvider:
        """The provider of images and video `name`, loaded if it was not yet."""

    def films(self, name: str) -> FilmProvider | None:
        """The provider `name`, if it makes videos in the background; None if it answers at once."""


class Answer(NamedTuple, Generic[Value]):
    """A valid value and how it came about: the tries in order (the last one made it) and the ledger's entries of them.

    What an earlier run of the same call has paid is not among the entries again. `saved` is what the value would have
    cost (US dollars), had it not come from a cache.
    """

    value: Value
    attempts: Sequence[Attempt]
    entries: Sequence[LedgerEntry] = ()
    saved: Money = ZERO

    @property
    def cost(self) -> Decimal:
        """US dollars paid for it now."""
        return sum((entry.cost for entry in self.entries), ZERO)


MOST_FAULTS, LONGEST_FAULT = 20, 1_000
"""Of an answer, those that are told, and so many characters of each: who mends it, model or person, learns no more from
more of them, and Step Functions hands on 256 kB of an error."""


class OutputRejected(Exception):
    """An answer broke its rules; each fault names the field, what is wrong and what to do. Of many, the first few."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(fault[:LONGEST_FAULT] for fault in faults[:MOST_FAULTS])
        super().__init__("; ".join(self.faults))


class Models(Protocol):
    """What agents see of the gateway."""

    def text(self, call: TextCall, check: Callable[[Mapping[str, Any]], Value]) -> Answer[Value]:
        """A structured answer that passed `check` (which raises OutputRejected)."""

    def image(self, call: ImageCall) -> Answer[Media]: ...

    def video(self, call: VideoCall) -> Answer[Media]: ...
