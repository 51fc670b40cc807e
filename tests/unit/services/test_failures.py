from astromedia.services.failures import failure_from_execution, failure_from_states


def test_a_lambdas_error_is_told_by_its_class_and_message() -> None:
    cause = '{"errorMessage": "swot: missing; add it", "errorType": "OutputInvalid", "stackTrace": ["..."]}'
    failure = failure_from_states("OutputInvalid", cause)
    assert (failure.error, failure.detail) == ("OutputInvalid", "swot: missing; add it")


def test_a_cause_that_is_no_json_is_taken_as_it_is() -> None:
    assert failure_from_states("States.Timeout", "took too long").detail == "took too long"
    assert failure_from_states("States.Runtime", "[1]").detail == "[1]"


def test_a_long_cause_is_cut() -> None:
    assert len(failure_from_states("OutputInvalid", "x" * 5000).detail) == 1000


def test_an_aborted_execution_says_what_to_do() -> None:
    failure = failure_from_execution({"status": "TIMED_OUT"})
    assert failure.error == "Execution.TIMED_OUT"
    assert failure.detail == "The execution was timed out; retry the campaign"


def test_a_failed_execution_keeps_its_error() -> None:
    failure = failure_from_execution({"status": "FAILED", "error": "OutputInvalid", "cause": "swot: missing"})
    assert (failure.error, failure.detail) == ("OutputInvalid", "swot: missing")


def test_an_unexpected_errors_text_stays_in_the_log() -> None:
    failure = failure_from_states("KeyError", '{"errorMessage": "/opt/secret"}')
    assert failure.error == "KeyError"
    assert failure.detail == "An unexpected error; see the function's log"
