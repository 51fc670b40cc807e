"""What a Lambda of the state machine, or of a schedule, is told: ids only."""

from pydantic import AwareDatetime, BaseModel, ConfigDict


class CampaignTask(BaseModel):
    """A step of one campaign's execution. What is wrong with one is told without its content: that may be a token."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True)

    workspace_id: str
    campaign_id: str
    request_id: str
    run: int = 1

    @property
    def whose(self) -> dict[str, str]:
        """Whose work it is: what log lines and traces of it say."""
        return self.model_dump(exclude={"run", "token"})


class PhaseTask(CampaignTask):
    """One phase to be done."""

    phase: str


class GateTask(PhaseTask):
    """One phase that has to wait; `token` wakes the execution. It is a secret: whoever has it can wake it."""

    token: str


class ScheduledTask(BaseModel):
    """One occurrence of a schedule, as EventBridge Scheduler delivers it."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    workspace_id: str
    schedule_id: str
    scheduled_at: AwareDatetime
