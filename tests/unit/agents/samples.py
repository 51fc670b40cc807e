"""A small valid answer per agent, as a model gives it, for the brief of tests.unit.domain.briefs."""

from typing import Any

LINE = "Plan the week before it starts."
SCENE = {"seconds": 2, "picture": "A quiet factory floor", "voice": LINE, "caption": "Monday, planned"}
SCRIPT = {"title": "One screen", "hook": "Late again?", "scenes": [SCENE] * 4, "call_to_action": "Try it"}
COPY = {"angle": "Pain", "headline": "Late orders end here", "body": LINE, "call_to_action": "Try it"}


def channel_copy(channel: str) -> dict[str, Any]:
    return {
        "channel": channel,
        "language": "en",
        "a": COPY,
        "b": COPY | {"angle": "Promise", "headline": "See your week"},
        "hashtags": [],
    }


def post(channel: str, day: int) -> dict[str, Any]:
    return {
        "channel": channel,
        "language": "en",
        "variant": "A",
        "day": day,
        "time": "09:30",
        "text": LINE,
        "hashtags": [],
        "media": "image_wide",
    }


CHANNELS = ("linkedin", "x", "email")
CONCEPT = {"headline": "See your week", "subline": LINE, "call_to_action": "Try it", "alt_text": "A week on one screen"}

ANSWERS: dict[str, dict[str, Any]] = {
    "analyst": {
        "summary": LINE,
        "trends": [{"title": f"Trend {i}", "insight": LINE} for i in range(3)],
        "personas": [
            {"name": f"Owner {i}", "situation": LINE, "needs": ["time", "calm"], "objections": ["cost"]}
            for i in range(2)
        ],
        "rivals": [{"name": f"Spreadsheet {i}", "strength": LINE, "gap": LINE} for i in range(2)],
        "swot": {
            "strengths": ["a", "b", "c"],
            "weaknesses": ["d", "e"],
            "opportunities": ["f", "g", "h"],
            "threats": ["i", "j"],
        },
        "insights": [LINE] * 3,
    },
    "strategist": {
        "positioning": LINE,
        "promise": "One screen, one week",
        "big_idea": "The week you can see",
        "rationale": LINE,
        "tone_of_voice": ["plain", "calm", "sure"],
        "pillars": [{"name": f"Pillar {i}", "message": LINE, "proof": LINE} for i in range(3)],
        "objectives": [{"goal": "200 trial sign-ups", "indicator": "sign-ups", "target": "200"}],
        "budget_split": [
            {"channel": c, "percent": p, "reason": LINE} for c, p in zip(CHANNELS, (50, 30, 20), strict=True)
        ],
        "roadmap": [
            {"name": "Open", "from_day": 1, "to_day": 10, "focus": LINE},
            {"name": "Prove", "from_day": 11, "to_day": 28, "focus": LINE},
        ],
    },
    "scriptwriter": {"short": SCRIPT, "long": SCRIPT | {"scenes": [SCENE | {"seconds": 10}] * 3}},
    "seo": {
        "primary_keyword": "production planning",
        "keywords": [
            {"term": term, "intent": "informational", "priority": 1}
            for term in ("production planning", "planner", "factory", "schedule", "orders", "gantt")
        ],
        "meta_title": "Production planning on one screen",
        "meta_description": LINE,
        "slug": "production-planning",
        "outline": ["Why", "How", "What next"],
        "questions": [{"question": "How long does it take?", "answer": "A day."}] * 2,
    },
    "copywriter": {"taglines": ["a", "b", "c"], "channels": [channel_copy(channel) for channel in CHANNELS]},
    "content_writer": {
        "title": "Production planning for people with no time",
        "standfirst": LINE,
        "introduction": LINE,
        "sections": [{"heading": heading, "paragraphs": [LINE]} for heading in ("Why", "How", "What next")],
        "conclusion": LINE,
        "call_to_action": "Try it",
    },
    "designer": {
        "art_direction": LINE,
        "mood": "calm",
        "palette": {
            "background": "#ffffff",
            "surface": "#eeeeee",
            "primary": "#113355",
            "accent": "#dd5500",
            "text": "#111111",
        },
        "a": CONCEPT | {"layout": "split"},
        "b": CONCEPT | {"layout": "poster", "headline": "Late orders end here"},
    },
    "video_producer": {
        "title": "One screen",
        "concept": LINE,
        "shots": [{"seconds": 2, "layout": "poster", "caption": "Monday, planned", "narration": LINE}] * 4,
        "call_to_action": "Try it",
        "alt_text": "A week on one screen",
    },
    "social": {
        "cadence": LINE,
        "reasons": [LINE, LINE],
        "posts": [post(channel, day) for day, channel in zip((3, 1, 2), CHANNELS, strict=True)],
    },
    "analytics": {
        "summary": LINE,
        "indicators": [
            {"goal": "200 trial sign-ups", "name": "Sign-ups", "formula": "count", "source": "site", "review": "weekly"}
        ],
        "experiments": [
            {"channel": channel, "hypothesis": LINE, "metric": "clicks", "decision": LINE} for channel in CHANNELS
        ],
        "checkpoints": [{"day": 10, "question": "Does A win?", "action": LINE}],
        "risks": ["a", "b"],
        "next_steps": ["a", "b", "c"],
    },
    "compliance": {"summary": LINE},
}
