"""The offline provider: no network, no key. A composer writes, a renderer draws, and all of it says that it is a draft.

Its usage is counted, not invented: four characters to a token for what went in and what came out, images and seconds
for media. Its price is 0.00 by the price book.
"""

import json

from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import Completion, ImageCall, MediaCompletion, TextCall, VideoCall
from astromedia.gateway.providers.tokens import about

from .compose import compose
from .compose.document import is_ours
from .compose.validity import look_over
from .demands import fulfilled
from .revise import revised
from .worst import read_tokens


class OfflineProvider:
    """Implements calls.TextProvider and calls.MediaProvider. The same call always gives the same answer.

    `seconds` bound what is paid for; it is not kept to here. Drawing is imported when something is drawn: agents that
    only write have no media layer.
    """

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        """Copy composed from the call's inputs for any schema; after feedback, the rejected output revised.

        ProviderRefused for a schema that cannot be fulfilled here.
        """
        document = fulfilled(call, compose if call.feedback is None else revised)
        if not is_ours(call.json_schema):
            look_over(call.json_schema, document)
        text = json.dumps(document, ensure_ascii=False)
        usage = Usage(input_tokens=read_tokens(call), output_tokens=about(text))
        return Completion(text=text, finish_reason="stop", usage=usage)

    def image(self, call: ImageCall, model: str, seconds: float) -> MediaCompletion:
        """A picture drawn to the call's design. ProviderRefused if the design is not one."""
        from .drawing import picture

        return MediaCompletion(picture(call), Usage(images=1))

    def video(self, call: VideoCall, model: str, seconds: float) -> MediaCompletion:
        """A film drawn to the call's design. ProviderRefused if the design is not one."""
        from .drawing import film

        drawn = film(call)
        return MediaCompletion(drawn, Usage(video_seconds=drawn.seconds or 0.0))
