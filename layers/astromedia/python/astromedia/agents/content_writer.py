"""The content writer: one article on the SEO plan."""

from astromedia.domain.brief import Language

from .definition import Agent, Context
from .schema import Label, Line, Paragraph, Part, Sentence, says, several


class Section(Part):
    heading: Line = says("article.heading")
    paragraphs: list[Paragraph] = several("article.paragraph", 1, 4)


class Article(Part):
    title: str = says("article.title", 110)
    standfirst: Sentence = says("article.standfirst")
    introduction: Paragraph = says("article.introduction")
    sections: list[Section] = several("article.section", 3, 6)
    conclusion: Paragraph = says("article.conclusion")
    call_to_action: Label = says("call_to_action")


def words(article: Article) -> int:
    """How many words a reader gets, headings included."""
    sections = [text for s in article.sections for text in (s.heading, *s.paragraphs)]
    return sum(len(text.split()) for text in (article.standfirst, article.introduction, *sections, article.conclusion))


def broken_rules(article: Article, context: Context) -> list[str]:
    """The primary keyword of the SEO plan is in the title, the standfirst or the introduction."""
    keyword = context.inputs.get("seo", {}).get("primary_keyword", "")
    start = " ".join((article.title, article.standfirst, article.introduction)).casefold()
    if keyword.casefold() in start:
        return []
    return [f"introduction: does not use the primary keyword '{keyword}'; use it in title, standfirst or introduction"]


CONTENT_WRITER = Agent(
    name="content_writer",
    produces="content",
    inputs=("research", "strategy", "seo", "scriptwriting"),
    output=Article,
    broken_rules=broken_rules,
    instructions={
        Language.EN: (
            "You are a content writer. Write one article on the SEO plan's outline for the personas: title, "
            "standfirst, introduction, three to six sections, conclusion, call to action. Use the primary "
            "keyword early and the others where they read naturally; answer the plan's questions; carry the "
            "strategy's pillars and the scripts' story. Useful first, selling last; no invented figures, "
            "studies or quotes."
        ),
        Language.FR: (
            "Vous êtes rédacteur. Écrivez un article sur le plan SEO pour les personas : titre, chapô, "
            "introduction, trois à six parties, conclusion, appel à l'action. Placez le mot-clé principal tôt "
            "et les autres là où ils se lisent naturellement ; répondez aux questions du plan ; portez les "
            "piliers de la stratégie et le récit des scripts. Utile d'abord, vendeur ensuite ; ni chiffres, ni "
            "études, ni citations inventés."
        ),
    },
)
