"""Sentences that break a rule beside sentences near to them that do not, by rule and language."""

from typing import NamedTuple


class Examples(NamedTuple):
    """Texts that break a rule, and texts that do not."""

    broken: tuple[str, ...]
    kept: tuple[str, ...]


SAID: dict[tuple[str, str], Examples] = {
    ("claims.guaranteed_results", "en"): Examples(
        (
            "Guaranteed results in one week!",
            "Results are guaranteed.",
            "We guarantee you'll double your sales.",
            "Not only cheap: guaranteed growth.",
            "100% effective against stains",
        ),
        (
            "We promise no guaranteed results.",
            "Nobody can guarantee you success.",
            "Guaranteed for two years, or 24 months of warranty.",
            "We guarantee you'll like it, or your money-back.",
            "A lifetime guarantee on every frame.",
        ),
    ),
    ("claims.guaranteed_results", "fr"): Examples(
        (
            "Résultats garantis en une semaine !",
            "Nous garantissons des résultats rapides.",
            "Succès 100 % garanti",
            "Nous vous garantissons que vous vendrez plus.",
        ),
        (
            "Nous ne garantissons aucun résultat.",
            "Garantie deux ans, pièces et main-d'œuvre.",
            "Aucun résultat garanti : seulement un bon outil.",
            "Satisfaction : résultats garantis ou remboursés sous 30 jours.",
        ),
    ),
    ("claims.income", "en"): Examples(
        ("Earn $5,000 a week from your sofa.", "Make money while you sleep.", "A risk-free investment."),
        ("The salary: you earn $60,000 a year.", "Save time every week.", "You will not get rich with it."),
    ),
    ("claims.income", "fr"): Examples(
        ("Gagnez jusqu'à 3 000 € par mois.", "De l'argent facile.", "Un placement sans risque."),
        (
            "Gagnez du temps chaque semaine.",
            "Le salaire : gagnez 2 500 € par mois.",
            "Ce n'est pas de l'argent facile.",
        ),
    ),
    ("claims.cure", "en"): Examples(
        (
            "Our tea cures diabetes.",
            "It treats chronic back pain naturally.",
            "A miracle cure.",
            "Replaces your doctor.",
        ),
        (
            "It does not cure cancer.",
            "Help researchers who cure cancer.",
            "Eliminates pain points in planning.",
            "Dog treats your friend will love.",
        ),
    ),
    ("claims.cure", "fr"): Examples(
        ("Notre thé guérit l’arthrose.", "Ce baume soigne naturellement le mal de dos.", "Le remède miracle."),
        (
            "Ce baume ne soigne pas l'eczéma.",
            "Un don pour la recherche qui traite les cancers.",
            "Nous soignons chaque détail.",
            "Une cure de repos à la montagne.",
        ),
    ),
    ("claims.weight_loss", "en"): Examples(
        ("Lose 10 pounds in a month.", "Drop two dress sizes."), ("Lose the paperwork.", "Parcels of up to 5 kg.")
    ),
    ("claims.weight_loss", "fr"): Examples(
        ("Perdez 5 kg en un mois.", "Perdre jusqu'à 10 kilos"), ("Colis jusqu'à 5 kg.", "Ne perdez plus de temps.")
    ),
    ("claims.health", "en"): Examples(
        ("Boosts your immune system.", "A detox for January.", "Clinically proven.", "Dermatologist-approved"),
        ("A digital detox weekend.", "Boosts your team's morale.", "Proven in 40 workshops."),
    ),
    ("claims.health", "fr"): Examples(
        ("Renforce le système immunitaire.", "Une cure détox.", "Cliniquement prouvé.", "Brûle les graisses"),
        ("Un week-end de détox numérique.", "Renforce l'équipe.", "Éprouvé dans 40 ateliers."),
    ),
    ("claims.free", "en"): Examples(
        ("Start your free trial today.", "3 months free!", "Free* for everyone.", "Free, just pay shipping."),
        (
            "Start your free trial: no card needed.",
            "30 days free, then €9 a month.",
            "Feel free to ask.",
            "A sugar-free lemonade.",
            "Free entry on Sunday.",
        ),
    ),
    ("claims.free", "fr"): Examples(
        ("Essai gratuit de 14 jours.", "2 mois offerts", "Essayez l'outil gratuitement.", "Gratuit* pour tous"),
        ("Essai gratuit, sans carte bancaire.", "1 mois offert, puis 9 € par mois.", "Entrée gratuite le dimanche."),
    ),
    ("claims.superlative", "en"): Examples(
        ("The best bread in the world.", "The country's cheapest planner", "Unbeatable.", "We are No. 1 in planning."),
        (
            "The best bread in the country according to Le Monde.",
            "Your number one priority is rest.",
            "Our best bread yet.",
            "The biggest question in planning.",
        ),
    ),
    ("claims.superlative", "fr"): Examples(
        ("Le meilleur pain de France.", "Le n° 1 de la planification", "Des prix imbattables", "Leader du marché"),
        (
            "Le meilleur pain de France selon le palmarès du magazine.",
            "La priorité n° 1 : vous.",
            "Notre meilleur pain.",
            "Le plus simple est de venir.",
        ),
    ),
    ("claims.comparison", "en"): Examples(
        ("Better than our competitors.", "Faster than Acme & Co.", "Beats Acme & Co in every way"),
        ("Faster than Acme & Co in a test by PlanWeek.", "Better than yesterday.", "Beats the morning rush."),
    ),
    ("claims.comparison", "fr"): Examples(
        ("Moins cher que la concurrence.", "Plus rapide que Acme & Co.", "Meilleur que tous les concurrents"),
        ("Plus rapide que la concurrence selon une étude de PlanWeek.", "Mieux que hier.", "Plus simple que prévu."),
    ),
    ("claims.urgency", "en"): Examples(
        ("Only 3 left!", "Hurry, it ends tonight.", "Last chance.", "A limited-time offer"),
        ("The offer ends on 31 May; last chance then.", "In a hurry? We deliver.", "Only 3 screens to learn."),
    ),
    ("claims.urgency", "fr"): Examples(
        ("Plus que 3 places !", "Dernière chance.", "Vite, une offre limitée.", "Vente flash"),
        ("Dernière chance : jusqu'au 31 mai.", "Plus que du pain.", "Un site qui s'ouvre vite."),
    ),
    ("claims.before_after", "en"): Examples(
        ("See our before and after photos.", "Before/After"), ("Care before and after school.", "What comes after?")
    ),
    ("claims.before_after", "fr"): Examples(
        ("Nos photos avant et après.", "Avant/Après"), ("Garde avant et après l'école.", "Après le travail")
    ),
    ("claims.discount", "en"): Examples(
        ("20% off everything.", "Half-price today", "Was £99"),
        ("20% off our usual price of £50.", "Save 20% of your time.", "It was a good year."),
    ),
    ("claims.discount", "fr"): Examples(
        ("-20 % sur tout.", "20 % de réduction", "49 € au lieu de 99 €", "Prix barrés"),
        ("-20 %, du prix le plus bas des 30 derniers jours.", "20 % de temps gagné", "Une réduction du bruit."),
    ),
    ("claims.hidden_costs", "en"): Examples(
        ("Tickets from £9 plus booking fee.", "$20 + fees"), ("Tickets for £9, all fees included.", "$20 plus a smile")
    ),
    ("claims.hidden_costs", "fr"): Examples(
        ("Dès 9 € hors frais.", "20 € + frais de dossier"), ("9 €, tous frais compris.", "20 € par mois")
    ),
    ("claims.reviews", "en"): Examples(
        ("Rated 4.9 out of 5.", "Loved by 10,000 customers", "★★★★★", "95% of customers say yes"),
        ("Rated 4.9/5 on Trustpilot.", "Loved by our customers.", "Write a review."),
    ),
    ("claims.reviews", "fr"): Examples(
        ("Noté 4,9/5.", "Adopté par plus de 10 000 clients", "⭐⭐⭐⭐⭐", "95 % de nos clients recommandent"),
        ("Noté 4,9/5 sur Google.", "Adopté par les boulangers.", "Laissez un avis."),
    ),
    ("claims.carbon_neutral", "en"): Examples(
        ("A carbon-neutral delivery.", "Climate neutral since May"),
        ("We are not carbon neutral yet.", "A neutral colour."),
    ),
    ("claims.carbon_neutral", "fr"): Examples(
        ("Une livraison neutre en carbone.", "Carbone neutre"),
        ("Nous ne sommes pas encore neutres en carbone.", "Un ton neutre."),
    ),
    ("claims.green", "en"): Examples(
        ("Eco-friendly wrapping.", "Good for the planet"),
        ("Eco-friendly wrapping, certified by FSC.", "A green door.", "A friendly team."),
    ),
    ("claims.green", "fr"): Examples(
        ("Un emballage éco-responsable.", "Respectueux de l'environnement"),
        ("Un emballage éco-responsable certifié FSC.", "Une porte verte.", "Respectueux des horaires."),
    ),
    ("claims.children", "en"): Examples(
        ("Ask your parents to buy it.", "Kids, get yours today!"), ("Ask your parents how it was.", "Kids love it.")
    ),
    ("claims.children", "fr"): Examples(
        ("Demande à tes parents de l'acheter !", "Demandez à papa de vous en offrir un."),
        ("Demande à tes parents de te raconter.", "Les enfants adorent."),
    ),
    ("disclosure.paid", "en"): Examples(
        ("I was gifted this planner.", "Use my code NORTH for a treat.", "Love it! #collab"),
        ("#ad I was gifted this planner.", "Use your code to sign in.", "Paid partnership: use my code NORTH."),
    ),
    ("disclosure.paid", "fr"): Examples(
        ("On m'a offert ce pain.", "Utilisez mon code PAIN.", "Un régal #partenariat"),
        ("Publicité : on m'a offert ce pain.", "Collaboration commerciale. Mon code promo : PAIN.", "Offert à Noël."),
    ),
    ("unsubscribe.subject", "en"): Examples((), ()),
    ("consent.bundled", "en"): Examples(
        ("By downloading the guide you agree to receive our offers.",),
        ("By registering for the newsletter you agree to receive it.", "By clicking you open the guide."),
    ),
    ("consent.bundled", "fr"): Examples(
        ("En téléchargeant le guide, vous acceptez de recevoir nos offres.",),
        ("En validant, vous acceptez de recevoir la newsletter.", "En cliquant, vous ouvrez le guide."),
    ),
    ("consent.pre_ticked", "en"): Examples(
        ("The box is pre-ticked.", "You are subscribed by default."), ("No pre-ticked boxes.", "Tick the box.")
    ),
    ("consent.pre_ticked", "fr"): Examples(
        ("La case est précochée.", "Vous êtes inscrit par défaut."), ("Sans case précochée.", "Cochez la case.")
    ),
    ("consent.collect", "en"): Examples(
        ("Sign up for our newsletter.", "Leave your email and we write."),
        ("Sign up for our newsletter. Unsubscribe at any time.", "Sign up for the workshop."),
    ),
    ("consent.collect", "fr"): Examples(
        ("Inscrivez-vous à notre newsletter.", "Laissez votre e-mail."),
        ("Inscrivez-vous à notre newsletter, désabonnement à tout moment.", "Inscrivez-vous à l'atelier."),
    ),
    ("consent.lists", "en"): Examples(
        ("We write to a purchased email list.",), ("We never buy email lists.", "A list of emails to answer")
    ),
    ("consent.lists", "fr"): Examples(
        ("Nous écrivons à une liste d'e-mails achetée.", "Acheter un fichier d'adresses"),
        ("Nous n'achetons pas de liste. Nous n'allons jamais acheter un fichier d'adresses.", "Une liste de courses"),
    ),
    ("consent.tracking", "en"): Examples(
        ("Retargeting of visitors", "A tracking pixel counts."), ("Retargeting of those who gave consent", "Track it")
    ),
    ("consent.tracking", "fr"): Examples(
        ("Reciblage des visiteurs", "Un pixel de suivi compte."),
        ("Reciblage des visiteurs qui ont donné leur consentement", "Suivez la recette"),
    ),
}
del SAID["unsubscribe.subject", "en"]

# Ordinary marketing that no rule may stop, in any region.
ORDINARY_EN = """
Bread that is ready when you wake up.
Plan the week before it starts.
Your factory, on one screen.
Set up in a day, works offline.
See what is late before your customer does.
Fresh sourdough, baked at four, at your door by seven.
Meet the baker on Saturday morning.
Free delivery in the old town.
Feel free to bring your children.
Order by Thursday, eat on Sunday.
The best day to start is Monday.
One screen, one week, no surprises.
Join 30 factory owners for breakfast on 12 March.
What would you do with two more hours a week?
Our planner costs $49 a month, everything included.
Two years of warranty on every machine.
Not sure yet? Ask us anything.
We answer within one working day.
Come and see us at stand 14.
Made in Ohio since 1998.
Small batches, long fermentation, honest flour.
No app to install, no account to create.
A calmer Monday is possible.
Download the guide and read it on the train.
Register for the workshop: places are limited to 20.
Try one loaf before you subscribe.
You can pause your subscription whenever you like.
Late orders end here.
Your number one reason to come early: the smell.
Children love the crust, parents love the quiet.
Give an hour, change a week.
Every donation goes to the shelter.
We cure our ham for twelve months.
Our treatment of data is simple: we keep it here.
How a bakery saved 30% of its flour.
Better sleep starts with a better plan.
The most common question we hear is how long it takes.
We were paid a visit by the mayor.
Nothing is guaranteed, but much is likely.
Grow your team's confidence step by step.
See how it works in 90 seconds.
Trusted by the people next door.
A recipe that has not changed in forty years.
Fewer calls, clearer answers, happier customers.
Hurrying helps nobody: take your time.
""".strip().split("\n")

ORDINARY_FR = """
Le pain est prêt quand vous vous levez.
Planifiez la semaine avant qu'elle ne commence.
Votre atelier sur un seul écran.
Livraison gratuite dans la vieille ville.
Rencontrez le boulanger samedi matin.
Commandez jeudi, régalez-vous dimanche.
Le meilleur moment pour commencer : lundi.
Deux ans de garantie sur chaque machine.
Nous répondons sous un jour ouvré.
Venez nous voir au stand 14.
Petites fournées, longue fermentation, farine honnête.
Rien à installer, aucun compte à créer.
Téléchargez le guide et lisez-le dans le train.
Inscrivez-vous à l'atelier du 12 mars.
Goûtez un pain avant de vous abonner.
Suspendez votre abonnement quand vous voulez.
Les enfants aiment la croûte, les parents le calme.
Donnez une heure, changez une semaine.
Chaque don va au refuge.
Nous soignons chaque fournée.
Notre traitement des commandes tient sur une page.
Une recette inchangée depuis quarante ans.
Voyez comment ça marche en 90 secondes.
Moins d'appels, des réponses plus claires.
La question la plus fréquente : combien de temps ?
Nos prix sont affichés, tout compris : 49 € par mois.
Un lundi plus calme est possible.
L'ambassade du pain ouvre ses portes.
Rien n'est garanti, mais beaucoup est possible.
Vite fait, bien fait.
Sale temps pour les retards ? Pas chez nous.
Plus que jamais, le goût compte.
""".strip().split("\n")
