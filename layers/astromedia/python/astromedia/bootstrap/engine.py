"""The engine that campaigns run on."""

from astromedia.kit.settings import EngineSettings
from astromedia.playbooks.builtin import PLAYBOOKS
from astromedia.storage.engine import StepFunctionsEngine


def engine(settings: EngineSettings) -> StepFunctionsEngine:
    """Step Functions, with the template's machines and those that were defined since."""
    return StepFunctionsEngine(
        machines=settings.STATE_MACHINE_PREFIX,
        functions=settings.FUNCTION_PREFIX,
        alias=settings.FUNCTION_ALIAS,
        role=settings.PLAYBOOK_ROLE_ARN,
        bus=settings.EVENT_BUS_NAME,
        deployed={name: playbook.version for name, playbook in PLAYBOOKS.items()},
    )
