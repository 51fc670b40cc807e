"""Called by Lambda's own queue with what the API left to be done after its answer, once or more often."""

from typing import Any

from astromedia.bootstrap.errands import errand_service
from astromedia.domain.errand import Errand
from astromedia.kit.observability import bind, measured


@measured
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Do the errand: which one it was, and whether it was about an account that exists."""
    errand = Errand.model_validate(event)
    bind(request_id=errand.request_id)
    return errand_service().run(errand)._asdict()
