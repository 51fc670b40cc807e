"""What bounds every call to a model that costs money."""

from typing import NamedTuple

from astromedia.gateway.calls import TextCall
from astromedia.gateway.settings import ModelSettings


class Limits(NamedTuple):
    """Characters of inputs, tokens of output (reasoning included), seconds of one try."""

    input_characters: int
    output_tokens: int
    seconds: float

    @classmethod
    def from_settings(cls, settings: ModelSettings) -> "Limits":
        """The operator's limits."""
        return cls(
            settings.MODEL_MAX_INPUT_CHARACTERS, settings.MODEL_MAX_OUTPUT_TOKENS, settings.MODEL_TIMEOUT_SECONDS
        )

    def output_for(self, call: TextCall) -> int:
        """Tokens that an answer to `call` may have at most."""
        return min(call.max_output_tokens, self.output_tokens)
