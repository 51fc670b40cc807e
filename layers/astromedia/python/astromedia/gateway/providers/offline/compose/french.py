"""French small grammar: the article of a noun the brief names, elision, contraction, the preposition of a place."""

import re
import unicodedata

_DETERMINERS = frozenset(
    (
        "le la les un une des du notre nos votre vos mon ma mes son sa ses leur leurs ce cet cette ces chaque tout toute tous "
        "toutes deux trois quatre cinq six sept huit neuf dix plusieurs certains certaines"
    ).split()
)
_MASCULINE = frozenset(
    (
        "abonnement accompagnement logiciel service programme projet produit atelier cours stage club panier coffret pain café "
        "restaurant repas menu traiteur plat vin fromage gâteau bouquet soin massage spa salon séjour voyage billet festival concert "
        "spectacle événement salon forum congrès webinaire livre guide kit pack outil module portail site blog magazine journal compte "
        "crédit prêt contrat audit diagnostic conseil suivi bilan devis financement don parrainage bénévolat soutien fonds fonds "
        "recrutement emploi métier transport vélo bus tram train véhicule scooter appartement logement jardin potager marché magasin "
        "théâtre musée cinéma sport entraînement réseau système capteur robot appareil vêtement sac bijou parfum savon mobilier "
        "petit grand nouveau nouvel bon beau premier tri compost recyclage ramassage budget plan règlement passeport jeu camp accueil "
        "bien-être espace lieu centre cabinet hôtel gîte camping miel thé chocolat lait jus lot pass ticket tarif essai rendez-vous "
        "conseiller spécialiste artisan propriétaire dirigeant parent public particulier client habitant étudiant jeune riverain salarié"
    ).split()
)
_FEMININE = frozenset(
    (
        "formule offre application appli plateforme solution formation box boutique collection gamme ligne carte campagne collecte "
        "adhésion assurance mutuelle visite balade randonnée croisière soirée fête conférence exposition école classe leçon séance cure "
        "consultation étude analyse aide garde livraison location vente réparation rénovation installation maintenance nouvelle petite "
        "grande bonne belle première bière tarte pâtisserie viennoiserie brioche épicerie ferme cave piscine salle maison agence "
        "crèche bibliothèque médiathèque navette piste voiture montre lampe chaise table huile crème trousse pédagogie méthode démarche "
        "messagerie facturation comptabilité gestion sauvegarde newsletter revue chaîne vidéo bourse subvention prévention vaccination "
        "concertation consigne cérémonie prévoyance sépulture journée semaine nuit équipe famille clientèle population communauté "
        "génération commune mairie collectivité entreprise association personne direction startup pme tpe"
    ).split()
)
_SINGULAR_IN_S = frozenset(
    (
        "cours repas bus devis prix choix tapis accès succès jus parcours concours secours mois temps corps tas avis permis bois "
        "colis fonds congrès spa box process jardins-repas français pass compas dos bras os univers"
    ).split()
)
_FEMININE_ENDINGS = re.compile(
    r"(?:tion|sion|té|ure|ence|ance|ette|erie|ise|ude|ade|ée|ière|euse|trice|logie|graphie)$"
)
_MASCULINE_ENDINGS = re.compile(r"(?:ment|age|eau|isme|oir|ier|eur|teur|al|ing|phone|scope)$")
_ASPIRATED = re.compile(
    r"^(?:haricot|handi|hall|hamburger|hanche|harnais|hasard|haut|héros|hockey|homard|huit|hublot|hub|hackathon)"
)
_COUNTRIES = {
    "en": (
        "france belgique suisse allemagne espagne italie europe afrique asie amérique bretagne normandie provence alsace corse "
        "île-de-france bourgogne auvergne aquitaine occitanie tunisie algérie guadeloupe martinique guyane savoie lorraine champagne "
        "vendée gironde dordogne ardèche"
    ),
    "au": "canada québec maroc sénégal luxembourg royaume-uni portugal japon brésil cameroun mali togo bénin liban mexique",
    "aux": "états-unis pays-bas antilles",
}
_PREPOSITION = {name: preposition for preposition, names in _COUNTRIES.items() for name in names.split()}
_CONTRACTED = (
    ("de ", "le ", "du "),
    ("de ", "les ", "des "),
    ("de ", "des ", "de "),
    ("de ", "du ", "du "),
    ("à ", "le ", "au "),
    ("à ", "les ", "aux "),
)
_ELIDED = re.compile(r"(?:^|(?<=[\s(«\u00a0]))([Dd]e|[Qq]ue|[Jj]usque|[Ll]orsque|[Pp]uisque|parce que) $")


def starts_with_vowel(text: str) -> bool:
    """Whether a word before it elides: a vowel or a mute h."""
    first = unicodedata.normalize("NFD", text[:1]).casefold()[:1]
    if first == "h":
        return text[:1].islower() and not _ASPIRATED.match(text)
    return first in set("aeiouœæ") and not re.match(r"(?:onz|oui|ya|ye|yo|un\b(?! ))", text.casefold())


def has_determiner(text: str) -> bool:
    """Whether it starts with an article, a possessive or a number."""
    first = text.split(" ", 1)[0].casefold()
    return first in _DETERMINERS or first[:1].isdigit() or first.startswith(("l'", "l’", "d'", "d’"))


def _gender(word: str) -> str | None:
    if word in _MASCULINE or word in _FEMININE:
        return "le " if word in _MASCULINE else "la "
    if _FEMININE_ENDINGS.search(word):
        return "la "
    return "le " if _MASCULINE_ENDINGS.search(word) else None


def definite(noun_phrase: str) -> str | None:
    """ "abonnement pain" -> "l'abonnement pain", "cours de yoga" -> "le cours de yoga"; None if its gender is not known."""
    if has_determiner(noun_phrase):
        return noun_phrase
    word = noun_phrase.split(" ", 1)[0].casefold().rstrip(",")
    if word[-1:] in "sx" and len(word) > 3 and word not in _SINGULAR_IN_S:
        return f"les {noun_phrase}" if word.isalpha() or "-" in word else None
    article = _gender(word)
    if article and starts_with_vowel(noun_phrase):
        return f"l'{noun_phrase}"
    return article and article + noun_phrase


def _contracted(before: str, value: str) -> tuple[str, str] | None:
    for preposition, article, together in _CONTRACTED:
        if re.search(rf"(?:^|\W){preposition}$", before, re.IGNORECASE) and value.startswith(
            (article, article.capitalize())
        ):
            together = together.capitalize() if before[-len(preposition) :][0].isupper() else together
            return before[: -len(preposition)], together + value[len(article) :]
    return None


def attach(before: str, value: str) -> str:
    """`before` and `value` as one text: "de " + "le pain" -> "du pain", "de " + "Airtable" -> "d'Airtable"."""
    contracted = _contracted(before, value)
    if contracted:
        return "".join(contracted)
    if _ELIDED.search(before) and starts_with_vowel(value):
        return f"{before[:-2]}'{value}"
    return before + value


def place(location: str) -> str:
    """Where: "Lyon" -> "à Lyon", "France" -> "en France", "la métropole de Lille" -> "dans la métropole de Lille"."""
    first = location.split(",", 1)[0].strip()
    known = _PREPOSITION.get(first.casefold())
    if known:
        return f"{known} {first}"
    if has_determiner(first) and first[0].islower():
        return f"dans {first}"
    if first[:1].isupper() and not any(c.isdigit() for c in first) and len(first) <= 40:
        return attach("à ", first)
    return f"({location})"
