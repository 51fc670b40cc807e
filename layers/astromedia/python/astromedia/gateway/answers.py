"""From what a model wrote to data, and from its faults to a request for repair. Pure."""

import json
from typing import Any, NoReturn

from .calls import Completion, OutputRejected, TextCall

MOST_FAULTS = 20
LONGEST_FAULT = 300
LONGEST_FAULTY_ANSWER = 12_000


def read_answer(completion: Completion) -> dict[str, Any]:
    """The JSON object in a completion; code fences and prose around it are passed over.

    OutputRejected if the answer is not whole (no SDK raises then), has no JSON object, or text that UTF-8 cannot carry.
    """
    if completion.finish_reason == "length":
        raise OutputRejected(["the answer was cut off at the output limit; write a shorter one"])
    if completion.finish_reason != "stop":
        raise OutputRejected([f"the answer ended early ({completion.finish_reason}); write it to the end"])
    data = _first_object(completion.text)
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise OutputRejected(["the answer contains half of a surrogate pair; write valid Unicode"]) from None
    return data


def _first_object(text: str) -> dict[str, Any]:
    start = text.find("{")
    if start < 0:
        raise OutputRejected(["the answer holds no JSON object; answer with one JSON object and nothing else"])
    try:
        data, _ = json.JSONDecoder(parse_constant=_not_a_number).raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        raise OutputRejected([f"the answer is not valid JSON ({str(error)[:100]}); write valid JSON"]) from None
    return dict(data)


def _not_a_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def repair(call: TextCall, completion: Completion, rejected: OutputRejected) -> TextCall:
    """The call that asks for a corrected answer, under a step of its own."""
    faults = [f"- {fault[:LONGEST_FAULT]}" for fault in rejected.faults[:MOST_FAULTS]]
    purpose = call.purpose.model_copy(update={"step": f"{call.purpose.step}/repair"})
    answer = completion.text[:LONGEST_FAULTY_ANSWER]
    return call.model_copy(update={"purpose": purpose, "faulty_answer": answer, "faults": "\n".join(faults)})
