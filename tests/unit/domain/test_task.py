import pytest
from pydantic import ValidationError

from astromedia.domain.task import GateTask


def test_a_task_that_is_not_whole_is_refused_without_telling_its_token() -> None:
    with pytest.raises(ValidationError) as refused:
        GateTask.model_validate({"token": "secret", "run": "first"})
    assert "secret" not in str(refused.value)
    assert "first" not in str(refused.value)
