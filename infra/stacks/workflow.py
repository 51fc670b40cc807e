"""What carries a campaign through its phases: the agents, the steps between them, the state machines."""

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_events as events

from infra.constructs.calling import call
from infra.constructs.engine import REMOVING, STARTING, WAKING, Engine, PlaybookRole
from infra.constructs.function import PythonFunction, Size
from infra.constructs.layers import Layers
from infra.constructs.machine import PlaybookMachine
from infra.constructs.rollout import Rollout
from infra.constructs.table import BATCH, CHECK, GET, PUT, QUERY, UPDATE
from infra.deployment import Deployment
from infra.sources import functions_in, playbooks_in
from infra.stacks.data import TELLS_MISSING, DataStack
from infra.stacks.network import NetworkStack

AGENT = Size(memory=1024, timeout=300)
RENDERER = Size(memory=3008, timeout=300)
STEP = Size(memory=512, timeout=30)

# Agents that render: more of the processor, the layer with fonts and encoder, and leave to store what they made.
RENDERERS = frozenset({"designer", "video_producer"})

# Steps that let a phase wait, and may have to wake it at once.
GATEKEEPERS = frozenset({"hold_phase"})

# Steps that free or lend a slot, and start who waits for it, with what else they do with machines: the one removes what
# nobody needs any more, the other wakes who need not wait.
DISPATCHERS = {"execution_ended": REMOVING, "hold_phase": WAKING}

# Steps that tell the domain's bus by themselves: a reminder, or the end of what was ended from outside.
TELLERS = frozenset({"execution_ended", "hold_phase"})


class WorkflowStack(Stack):
    """Every folder of functions/agents and functions/workflow, and the machines that call them."""

    def __init__(self, app: App, deployment: Deployment, data: DataStack, network: NetworkStack) -> None:
        super().__init__(app, deployment.named("workflow"), description="AstroMedia: agents, steps, state machines")
        self._deployment = deployment
        self._layers = Layers(self, deployment)
        agents = self._agents(data, network)
        Rollout(self, "AgentsRollout", deployment, agents)
        steps = self._steps(data)
        functions = {f"{function.source.title}Arn": function for function in (*agents, *steps)}
        names = playbooks_in(deployment.root)
        machines = [PlaybookMachine(self, name, deployment, functions, data.bus) for name in names]
        self.machines = {name: machine.arn for name, machine in zip(names, machines, strict=True)}
        # A playbook of a workspace's own may give phases to any agent; its steps are those of every playbook.
        called = {function for machine in machines for function in machine.invoked.values()}
        PlaybookRole(self, deployment, called.union(agents), data.bus)
        engine = Engine(self, deployment)
        rule = events.Rule(self, "ExecutionEndedRule", event_pattern=_ended(engine))
        call(rule, functions["ExecutionEndedArn"], data.undelivered)
        CfnOutput(self, "StateMachinePrefix", value=engine.machines)

    def _agents(self, data: DataStack, network: NetworkStack) -> list[PythonFunction]:
        agents = []
        for source in functions_in(self._deployment.root, "functions/agents"):
            renders = source.name in RENDERERS
            layers = self._layers.get("astromedia", "core", "llm", "media" if renders else "semantic")
            size = RENDERER if renders else AGENT
            snap = self._deployment.snap_start == "on"
            agent = PythonFunction(self, source, self._deployment, layers, size, network.agents, snap=snap)
            agent.use(
                {
                    **network.agents_cache,
                    data.campaigns: {GET, QUERY, PUT, CHECK},
                    data.ledger: {GET, BATCH, QUERY, PUT, UPDATE, CHECK},
                    data.assets: {"s3:GetObject", "s3:PutObject"} if renders else set(),
                    data.bucket: TELLS_MISSING if renders else set(),
                    data.model_settings: {"secretsmanager:GetSecretValue"},
                    data.model_switch: {"ssm:GetParameter"},
                    data.bus: {"events:PutEvents"},
                }
            )
            agents.append(agent)
        return agents

    def _steps(self, data: DataStack) -> list[PythonFunction]:
        steps = []
        for source in functions_in(self._deployment.root, "functions/workflow"):
            layers = self._layers.get("astromedia", "core")
            step = PythonFunction(self, source, self._deployment, layers, STEP)
            step.use({data.campaigns: {GET, QUERY, PUT}})
            if source.name in DISPATCHERS:
                engine = Engine(self, self._deployment)
                step.use({**data.queue, **engine.access(STARTING, DISPATCHERS[source.name])})
            if source.name in TELLERS:
                step.use({data.bus: {"events:PutEvents"}})
            if source.name not in GATEKEEPERS:
                step.use({data.ledger: {QUERY}})
            steps.append(step)
        return steps


def _ended(engine: Engine) -> events.EventPattern:
    """Matches the end of an execution of any of our machines, however it ended."""
    return events.EventPattern(
        source=["aws.states"],
        detail_type=["Step Functions Execution Status Change"],
        detail={
            "stateMachineArn": [{"prefix": engine.machines}],
            "status": ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"],
        },
    )
