"""The words the bench's conversations are made of: twelve topics, and what they share.

Verbs are regular and take an object; nouns form their plural by the usual rules. `generate.py` inflects them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """The words of one field."""

    nouns: list[str]
    verbs: list[str]
    adjectives: list[str]


def _words(text: str) -> list[str]:
    return text.split()


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.replace("\n", " ").split("|")]


def _topic(nouns: str, verbs: str, adjectives: str) -> Topic:
    return Topic(nouns.split(), verbs.split(), adjectives.split())


TOPICS: dict[str, Topic] = {
    "cooking": _topic(
        "onion garlic broth skillet oven dough flour butter yeast pepper carrot lentil noodle sauce marinade ladle "
        "whisk saucepan casserole dumpling pancake custard vinegar basil thyme ginger cinnamon walnut apricot plum "
        "mushroom aubergine spinach cabbage herring salmon chicken steak sausage cheese yoghurt crust filling glaze "
        "recipe kitchen apron cutlet stew risotto",
        "simmer chop peel roast grill season knead whisk stir drain rinse marinate slice dice boil steam bake toast "
        "melt reduce thicken garnish taste serve pickle",
        "crisp tender creamy bitter sour savoury smoky salty ripe raw golden sticky spicy buttery fragrant stale "
        "crunchy lean juicy floury mild pungent",
    ),
    "garden": _topic(
        "seedling hedge compost trowel greenhouse tulip rosebush lawn orchard trellis spade mulch pruner sprinkler "
        "tomato cucumber bean pumpkin strawberry currant lavender fern ivy oak birch maple willow bulb blossom root "
        "stem leaf shrub weed slug beetle aphid bee sparrow hedgehog pond fence shed path flowerbed terrace soil pot "
        "fertiliser rake",
        "water prune plant harvest mulch weed rake transplant trim sow fertilise graft shelter dig loosen cover thin "
        "protect gather mow label stake",
        "shady sunny damp sandy fertile overgrown thorny evergreen climbing hardy delicate mossy blooming wilted "
        "sprawling compact frosty sheltered leafy perennial",
    ),
    "travel": _topic(
        "ticket suitcase passport platform ferry harbour station airport luggage hostel island village coastline "
        "mountain glacier valley lighthouse museum cathedral bridge market tram timetable guidebook itinerary border "
        "customs visa embassy traveller guide tourist driver captain compass rucksack tent campsite trail viewpoint "
        "waterfall desert temple fortress bazaar canal lagoon peninsula summit cabin",
        "book visit explore reach cross photograph reserve cancel board pack plan follow miss delay recommend climb "
        "depart approach tour discover check extend",
        "remote coastal crowded scenic ancient foggy rugged affordable overnight direct delayed picturesque cobbled "
        "tropical alpine nomadic seasonal rural bustling sleepy",
    ),
    "software": _topic(
        "function compiler database server browser variable pointer thread socket queue cache token schema query "
        "index buffer parser branch commit repository container cluster endpoint payload header cookie session "
        "library framework module package test logger debugger iterator decorator generator tuple dictionary string "
        "integer exception timeout firewall certificate password script terminal editor plugin widget",
        "compile deploy debug refactor parse encrypt cache merge test validate configure install import export fetch "
        "render store index sort filter rename document profile",
        "recursive asynchronous immutable deprecated concurrent nested verbose binary static dynamic abstract "
        "generic encrypted scalable redundant stateless lazy sequential distributed optional",
    ),
    "money": _topic(
        "budget invoice loan mortgage salary tax pension bond dividend broker ledger receipt deposit savings account "
        "currency tariff insurance premium auditor shareholder investor lender borrower debtor asset liability "
        "expense profit margin turnover contract supplier customer retailer wholesaler auction warehouse inventory "
        "franchise merger bankruptcy subsidy inflation rate fee refund voucher portfolio estimate",
        "invest borrow audit refund transfer deduct calculate estimate compare negotiate approve reject reduce "
        "increase insure balance withdraw deposit sign settle allocate record",
        "quarterly annual taxable overdue fixed variable solvent risky liquid net gross fiscal monthly unpaid "
        "profitable moderate volatile shared commercial hidden",
    ),
    "health": _topic(
        "muscle tendon artery vein kidney liver stomach lung heart nerve vaccine tablet ointment bandage thermometer "
        "surgeon nurse patient clinic pharmacy diagnosis symptom headache fever cough allergy rash fracture sprain "
        "posture vitamin protein mineral fibre calorie breakfast sleep pulse breath therapy massage stretcher scan "
        "appointment prescription recovery habit exercise ankle shoulder",
        "examine treat measure prescribe relieve strengthen stretch monitor recover prevent diagnose vaccinate "
        "bandage soothe exercise improve consult avoid rest inhale massage control",
        "chronic acute painful swollen healthy allergic sleepless dizzy balanced gentle severe harmless infected "
        "regular restful nervous muscular persistent preventive nutritious",
    ),
    "history": _topic(
        "empire treaty dynasty emperor peasant merchant monastery castle siege revolution parliament colony harbour "
        "manuscript chronicle archive scribe knight bishop pilgrim explorer cartographer throne rebellion province "
        "republic senate tribe settlement fortress cannon voyage plague famine guild cathedral aqueduct tomb relic "
        "coin inscription legend census decree ambassador governor alliance frontier heir regent",
        "conquer defend govern abolish record besiege inherit proclaim negotiate settle migrate rebuild preserve "
        "translate excavate crown exile ratify unite divide overthrow document",
        "medieval imperial feudal colonial royal sacred forgotten prosperous rebellious maritime fortified "
        "legendary nomadic wealthy illegitimate exiled disputed provincial ceremonial devout",
    ),
    "music": _topic(
        "melody chord rhythm violin cello trumpet clarinet piano organ drum guitar harp conductor orchestra choir "
        "soprano tenor composer symphony concerto sonata overture ballad chorus verse tempo scale octave harmony "
        "rehearsal stage audience microphone amplifier record studio festival encore aria quartet ensemble score "
        "baton bow string reed pedal metronome lyric tune",
        "compose rehearse perform record tune conduct practise improvise arrange transpose accompany sing hum strum "
        "amplify interpret applaud memorise repeat transcribe mix sample",
        "melodic minor major acoustic syncopated solemn lively mournful resonant percussive orchestral vocal muted "
        "rhythmic lyrical dissonant tuneful symphonic brisk haunting",
    ),
    "sport": _topic(
        "goalkeeper striker referee stadium trophy league penalty whistle racket paddle helmet jersey sprint hurdle "
        "marathon relay javelin discus gymnast swimmer cyclist rower skater climber coach captain rival opponent "
        "tournament semifinal champion medal podium scoreboard stopwatch pitch court track net goal tackle dribble "
        "serve volley rally injury warmup training lap finish",
        "train coach tackle score defend attack pass dribble kick sprint block serve warm substitute challenge "
        "overtake beat train race jump catch support",
        "fast agile competitive unbeaten exhausted amateur professional defensive offensive seasoned injured "
        "narrow decisive sweaty tactical disciplined local veteran ambitious muddy",
    ),
    "repair": _topic(
        "hammer screwdriver wrench drill saw plank hinge bracket nail bolt washer gasket pipe faucet radiator boiler "
        "socket fuse cable switch ceiling plaster tile grout paint brush roller ladder gutter chimney roof beam "
        "joist insulation window frame lock handle drawer shelf varnish sandpaper clamp chisel toolbox leak crack "
        "drain valve thermostat floorboard",
        "tighten loosen sand paint drill glue seal replace repair measure hammer saw varnish mount insulate plaster "
        "unscrew clamp polish rewire patch clean",
        "rusty leaky wobbly cracked sturdy loose wooden galvanised hollow uneven waterproof creaky warped solid "
        "adjustable portable heavy blunt brittle insulated",
    ),
    "science": _topic(
        "electron proton molecule enzyme galaxy comet telescope microscope laboratory hypothesis experiment particle "
        "magnet prism laser crystal catalyst isotope orbit eclipse volcano earthquake fossil glacier bacterium virus "
        "genome chromosome membrane neuron photon gravity pressure density velocity friction voltage circuit "
        "satellite asteroid nebula spectrum reaction solution acid alloy sensor theorem equation probability",
        "observe measure predict calculate magnify dissolve heat cool isolate replicate analyse classify detect "
        "accelerate absorb reflect transmit estimate model confirm publish compare",
        "magnetic radioactive orbital molecular cellular volcanic organic inert soluble transparent dense luminous "
        "statistical empirical microscopic seismic elastic thermal genetic quantum",
    ),
    "office": _topic(
        "meeting agenda deadline manager colleague intern applicant interview contract memo spreadsheet printer desk "
        "projector report draft proposal presentation calendar reminder folder archive signature stamp policy "
        "department branch headquarters clerk secretary director board committee vote minute lawyer clause witness "
        "court hearing verdict appeal statute permit licence complaint survey newsletter workshop badge stapler",
        "schedule postpone approve draft review sign archive delegate recruit train present summarise discuss print "
        "forward file circulate negotiate chair assign announce inform",
        "urgent confidential weekly punctual informal mandatory temporary senior junior bureaucratic organised "
        "overdue digital unanimous legal provisional concise remote formal productive",
    ),
}

ADJECTIVES = _words(
    """small large old new bright dark quiet loud narrow broad cheap costly plain careful careless early
late common rare simple complex honest clever stubborn famous modest hungry patient curious lazy proud gentle firm
rough smooth heavy light empty full broken clean dirty warm cold dry wet deep shallow steep flat round square short
tall thick thin young ancient modern local foreign public private official useful useless safe dangerous quick slow
strange familiar secret obvious second third former usual unusual possible doubtful certain complete partial
temporary permanent red blue green yellow brown grey white black silver purple orange striped spotted"""
)

ADVERBS = _words(
    """quickly slowly carefully gently firmly quietly rarely often usually sometimes always nearly almost
hardly properly evenly directly finally gradually immediately eventually occasionally regularly separately together
twice thoroughly briefly patiently deliberately accidentally cheaply safely manually automatically precisely roughly
openly secretly politely reluctantly gladly"""
)

PEOPLE = _words(
    """teacher neighbour student engineer farmer baker painter sailor pilot dentist plumber librarian author
journalist photographer carpenter gardener waiter tailor shepherd fisherman architect translator astronomer biologist
policeman firefighter violinist grandmother uncle nephew cousin widow stranger passenger visitor tenant landlord
apprentice volunteer beginner expert"""
)

FIRST_NAMES = _words(
    """Ada Bruno Clara Dario Elif Farid Greta Hugo Irena Jonas Kira Leon Mina Nils Olga Pavel Quentin Rosa
Stefan Tara Ulrich Vera Wanda Xavier Yara Zeno Amara Boris Celia Dmitri Esther Felix Gloria Hanna Ivan Julia Kofi Lena
Marco Nadia Oscar Petra Ramon Selma Tomas Ursula Viktor Wilma Yusuf Zora"""
)

SURNAMES = _words(
    """Abend Barker Castell Dunmore Eklund Ferris Grimaldi Hollis Ingram Jensen Keller Lindqvist Marlowe Novak
Okafor Petrov Quayle Rossi Schreiber Tanaka Ueda Valente Whitlock Yildiz Zimmer Ashdown Bergstrom Carver Delacroix
Emmerich Fontaine Gallagher Hartwell Ivanova Jarvis Kowalski Lombard Mercer Nakamura Oduya Pemberton Radcliffe"""
)

PLACES = _words(
    """Lisbon Oslo Kyoto Nairobi Quebec Lima Tallinn Ghent Porto Seville Galway Bergen Turin Graz Leipzig Riga
Cork Malmo Dakar Hanoi Perth Bogota Austin Denver Boston Madras Osaka Tunis Cairo Athens Zagreb Krakow Odessa Tbilisi
Marseille Naples Utrecht Aarhus Tampere Dresden"""
)

OPENERS = """In short|As a rule|For most people|On the other hand|In practice|To begin with|After that|Because of this
|By contrast|In the end|Before you start|At first sight|Most of the time|If in doubt|Once that is done|For example
|In many cases|Strictly speaking|As far as I know|Even so|With a little luck|During the winter|At the weekend
|According to the manual|Without any doubt|A few years ago|Every now and then|From then on|As a result
|In the meantime|Under normal conditions|Besides|Fortunately|Surprisingly|Above all|In that case""".replace(
    "\n", ""
).split("|")

TAILS = """before the guests arrive|without any special tools|for about twenty minutes|in the early morning
|when the weather is dry|as soon as possible|once a week|under running water|near the main entrance
|with a sharp pencil|on the second attempt|against all expectations|at a moderate price|in front of the mirror
|behind the old school|until the light turns green|because nobody else will|despite the heavy rain|with both hands
|in three equal parts|for the first time|at room temperature|along the river|after a short break|during the night
|in a separate folder|between two meetings|on a clean surface|from left to right|with great care|at least twice a year
|while the engine is off|beside the kitchen window|in plain language|by the end of the month|for a small fee
|in the wrong order|within a few seconds|out of pure habit|with the help of a friend|on the ground floor
|at the very last moment|like everyone else|outside the city walls|in half of the cases|across the border
|before it is too late|over a low flame|next to the emergency exit|in the name of the whole team""".replace(
    "\n", ""
).split("|")

SYSTEMS = (
    "You are a helpful assistant.",
    "You are a helpful, respectful and honest assistant. Always answer as helpfully as possible, while being safe.",
    "Answer the user's question clearly and completely.",
    "You are an expert who explains things step by step.",
    "You are a friendly advisor. Keep your answers short, and give an example where it helps.",
    "Below is a request. Write a response that completes it well.",
)
