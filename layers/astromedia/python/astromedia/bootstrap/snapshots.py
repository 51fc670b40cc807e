"""What is done ahead for a snapshot, as far as AWS and the secrets let it be done."""

from functools import wraps

from astromedia.domain.errors import ConfigurationError
from astromedia.kit.observability import warn
from astromedia.kit.start import Work
from astromedia.storage.outages import seconds_until_better


def as_far_as_let(work: Work) -> Work:
    """`work`, which is put off to the first event if AWS does not let us in, or a secret makes no sense.

    A version whose init fails cannot be deployed, nor used again once AWS renews its snapshot. But a role may do what
    it was allowed only some seconds later, and a secret is mended without a deployment: the first event says what is
    wrong.
    """

    @wraps(work)
    def done() -> None:
        try:
            work()
        except Exception as error:
            if not isinstance(error, ConfigurationError) and seconds_until_better(error) is None:
                raise
            warn("the snapshot is made without what could not be read yet", error=type(error).__name__)

    return done
