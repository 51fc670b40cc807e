"""Every word of the book that neither a person nor a model wrote: under each key, in English and in French."""

from types import MappingProxyType

from astromedia.domain.brief import Language

from .chapter_labels import COMPLIANCE, MARKET, MEDIA, PLAN, STRATEGY, WORDS

_CHROME = {
    "book": ("Campaign book", "Livre de campagne"),
    "contents": ("Contents", "Sommaire"),
    "skip": ("Skip to the contents", "Aller au sommaire"),
    "by": ("Prepared for", "Préparé pour"),
    "offline_badge": ("Offline draft", "Brouillon hors ligne"),
    "offline_media_badge": ("Offline draft media", "Médias : brouillons hors ligne"),
    "offline_all": (
        "Made by the built-in offline composer and renderer, without a paid model: {phases}.",
        "Produit par le moteur hors ligne intégré, sans modèle payant : {phases}.",
    ),
    "offline_media": (
        "Pictures and video made by the built-in offline renderer, without a paid model: {phases}.",
        "Images et vidéo produites par le moteur hors ligne intégré, sans modèle payant : {phases}.",
    ),
    "offline_intro": (
        "A draft: judge direction and structure by it, before paid models write the final version.",
        "Un brouillon : jugez-en la direction et la structure, avant la version finale des modèles payants.",
    ),
    "detours_badge": ("Made with a detour", "Produit avec un détour"),
    "fallback": ("Another model took over", "Un autre modèle a pris le relais"),
    "fallback_text": (
        "{failed} did not deliver; {then} made this phase instead.",
        "{failed} n'a pas abouti ; {then} a produit cette phase à sa place.",
    ),
    "repair": ("Asked again", "Nouvel essai"),
    "repair_text": (
        "The first answer of {failed} could not be used; {then} was asked again.",
        "La première réponse de {failed} n'a pas pu être utilisée ; {then} a été sollicité à nouveau.",
    ),
    "gave_up": ("No answer that could be used", "Aucune réponse utilisable"),
    "gave_up_text": ("{failed} did not deliver.", "{failed} n'a pas abouti."),
    "unfinished": ("This book is not complete", "Ce livre n'est pas complet"),
    "unfinished_text": (
        "It shows what was finished when it was made. Still missing:",
        "Il montre ce qui était terminé au moment de sa création. Il manque encore :",
    ),
    "because": ("Reason: {error}", "Raison : {error}"),
    "none": ("None", "Aucun"),
    "yes": ("Yes", "Oui"),
    "no": ("No", "Non"),
    "number_of": ("{count} of {limit} characters", "{count} caractères sur {limit}"),
    "variant": ("Variant", "Variante"),
    "language": ("Language", "Langue"),
    "en": ("English", "Anglais"),
    "fr": ("French", "Français"),
    "not_embedded": (
        "Not shown here: download the file “{name}” ({size}) from the campaign's assets.",
        "Non affiché ici : téléchargez le fichier « {name} » ({size}) depuis les médias de la campagne.",
    ),
    "attached": ("Files of this phase", "Fichiers de cette phase"),
}

_STATUS = {
    "DRAFT": ("Draft", "À lancer"),
    "RUNNING": ("Running", "En cours"),
    "PAUSED": ("Paused", "En pause"),
    "COMPLETED": ("Completed", "Terminé"),
    "FAILED": ("Failed", "En échec"),
    "CANCELLED": ("Cancelled", "Annulé"),
    "IDLE": ("Not started", "Pas commencé"),
    "AWAITING_APPROVAL": ("Awaiting approval", "En attente d'approbation"),
    "SKIPPED": ("Skipped", "Ignoré"),
}

_BRIEF = {
    "brief": ("The brief", "Le brief"),
    "company": ("Company", "Entreprise"),
    "industry": ("Industry", "Secteur"),
    "offer": ("Offer", "Offre"),
    "differentiators": ("What sets it apart", "Ce qui la distingue"),
    "website": ("Website", "Site web"),
    "competitors": ("Competitors", "Concurrents"),
    "goals": ("Goals", "Buts"),
    "audience": ("Audience", "Cible"),
    "location": ("Where", "Lieu"),
    "pains": ("What troubles them", "Ce qui les gêne"),
    "desires": ("What moves them", "Ce qui les motive"),
    "budget": ("Budget", "Budget"),
    "duration": ("Duration", "Durée"),
    "days": ("{count} days", "{count} jours"),
    "one_day": ("1 day", "1 jour"),
    "dates": ("Dates", "Dates"),
    "tone": ("Tone", "Ton"),
    "channels": ("Channels", "Canaux"),
    "languages": ("Languages", "Langues"),
    "notes": ("Notes", "Remarques"),
    "summary": ("Executive summary", "Synthèse"),
    "at_a_glance": ("At a glance", "En bref"),
    "posts_planned": ("Posts planned", "Publications prévues"),
}

_MAKING = {
    "making": ("How it was made", "Comment il a été produit"),
    "timeline": ("Timeline of phases", "Déroulé des phases"),
    "timeline_text": (
        "Phases that do not wait for one another ran side by side.",
        "Les phases indépendantes se sont déroulées en parallèle.",
    ),
    "timeline_bar": ("{phase}: {seconds}, from {start}", "{phase} : {seconds}, à partir de {start}"),
    "elapsed": (
        "From start to end: {time}. Work, added up: {work}.",
        "Du début à la fin : {time}. Travail cumulé : {work}.",
    ),
    "detours": ("Detours", "Détours"),
    "costs": ("Cost", "Coût"),
    "costs_text": (
        "What the models cost, from the ledger, in US dollars. Work made offline has a price: 0.00.",
        "Coût des modèles selon le registre, en dollars américains. Le travail hors ligne a un prix : 0,00.",
    ),
    "cached_text": (
        "Answers from the cache cost nothing; saved is what they cost when they were bought.",
        "Les réponses venues du cache ne coûtent rien ; l'économie est ce qu'elles ont coûté la première fois.",
    ),
    "phase": ("Phase", "Phase"),
    "model": ("Model", "Modèle"),
    "calls": ("Calls", "Appels"),
    "tokens_in": ("Tokens in", "Jetons reçus"),
    "tokens_out": ("Tokens out", "Jetons écrits"),
    "cost": ("Cost", "Coût"),
    "saved": ("Saved", "Économisé"),
    "cached": ("{count} from the cache", "dont {count} depuis le cache"),
    "model_cost": ("Cost of the models", "Coût des modèles"),
    "saved_by_cache": ("Saved by the cache", "Économisé grâce au cache"),
    "no_costs": ("No model has been called yet.", "Aucun modèle n'a encore été appelé."),
    "colophon": ("Colophon", "Colophon"),
    "made_at": ("This book was made on", "Ce livre a été produit le"),
    "campaign_id": ("Campaign", "Campagne"),
    "playbook": ("Playbook", "Scénario"),
    "created_at": ("Created", "Créée le"),
    "ended_at": ("Ended", "Terminée le"),
    "made_with": ("Made with AstroMedia", "Réalisé avec AstroMedia"),
}

_TEAM = {
    "agent_analyst": ("The analyst", "L'analyste"),
    "agent_strategist": ("The strategist", "Le stratège"),
    "agent_scriptwriter": ("The scriptwriter", "Le scénariste"),
    "agent_seo": ("The search specialist", "Le spécialiste du référencement"),
    "agent_copywriter": ("The copywriter", "Le concepteur-rédacteur"),
    "agent_content_writer": ("The content writer", "Le rédacteur"),
    "agent_designer": ("The designer", "Le directeur artistique"),
    "agent_video_producer": ("The video producer", "Le producteur vidéo"),
    "agent_social": ("The social media manager", "Le responsable des réseaux sociaux"),
    "agent_analytics": ("The marketing analyst", "L'analyste marketing"),
    "agent_compliance": ("The compliance editor", "Le responsable conformité"),
}

LABELS = MappingProxyType(
    _CHROME | _STATUS | _BRIEF | MARKET | STRATEGY | WORDS | MEDIA | PLAN | COMPLIANCE | _MAKING | _TEAM
)


def label(key: str, language: Language, **values: object) -> str:
    """The words of `key`, with `values` in their places. KeyError if there is no such key."""
    english, french = LABELS[key]
    words = french if language is Language.FR else english
    return words.format(**values).replace("'", "’")
