//! Whether a mail asks for access at all, before anybody asks for which. Questions, complaints, reminders, thanks, bills,
//! offers and orders of other things speak of the same things in the same words; what tells an order is a sentence that
//! asks for it now.

use std::sync::LazyLock;

use regex::Regex;

use super::folding::folded;
use super::ways::is_made_elsewhere;

/// What a mail is after.
#[expect(clippy::struct_excessive_bools, reason = "each is said or not said, whatever the others are")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Purpose {
    /// A sentence asks for access, for a fictional customer, for a delegation.
    pub asks: bool,
    /// Something says outright that it is no order: a withdrawal, “this is not a new order”.
    pub denies: bool,
    /// It is of a kind that never is one: an answer of a machine, an advertisement, a bill, an application for a job.
    pub never: bool,
    /// Something speaks for another errand: a question, an error, a reminder.
    pub other_errand: bool,
    /// It tells of something that was done before.
    pub reports: bool,
    /// It speaks of what an order is about.
    pub on_topic: bool,
}

pattern!(
    WISH,
    r"(?x) \b(?:
        ønsk\p{L}* | ynskj\p{L}* | ynsk\p{L}* | bestiller | bestille | bestilles | bestilla | tingar | tinge | tinger | søker | søkjer | søke | søkje | søkja | lurer\spå\som\s(?:dere|de)\skan | lurar\spå\som\s(?:de|dykk)\skan | trenger | treng | trengs
      | anmod\p{L}* | begjær\p{L}* | rekvirer\p{L}* | etterspør\p{L}* | oversend\p{L}* | behov\sfor | har\slyst | skulle\s(?:gjerne|hatt|ha) | gi\smeg | gje\s(?:oss|meg) | give\sme | get\sus | let\sus | kindly | proceed\swith | go\sahead | klare?\s(?:til|for)\så | ready\sto | her\s(?:er|kommer|kjem)\s(?:\p{L}+\s){0,3}(?:bestilling|tinging|søknad)\p{L}* | here\s(?:is|comes)\s(?:\p{L}+\s){0,2}(?:order|request|application)
      | ber | (?:tenke|tenkje|tenka)\s(?:oss|meg) | spør\som | håper | håpar | gjerne | velger | vel | vi\svalgte | går\sfor | går\sinn\sfor | herved | hereby
      | vil[jl]?\s(?:gjerne|gerne|gärna|ha|delegera|få|bestille|tinge|søke|søkje|prøve|bruke|ta|teste|delegere|at|derfor|med\sdette|også|òg)
      | skal\s(?:\p{L}+\s){0,3}(?:ha|få|delegere|delegeres|bruke|teste|testa|prøve|prøva|ta|opprettes)
      | kan\s(?:dere|de|du|vi|me|jeg|eg) | kunne\s(?:dere|de|du) | opprett(?:e|es|er|a|ast)? | oppretting(?:a|en)? | opprettelse\p{L}* | sette?\sopp | setje\sopp | setter\sopp | legge\stil\srette | lage\stil | lager | les(?:e)?\sinn | lest\sinn | registrer(?:e|er)?
      | (?:fint|bra|flott|greit|great|good|nice|helpful)\s(?:om|hvis|viss|if)\s(?:dere|de|dykk|you)\s(?:kan|kunne|can|could) | (?:we|i)\s(?:are|am)\safter | (?:vi|me|jeg|eg)\ser\sute\setter | interessert\si | interested\sin
      | would\slike | 'd\slike | want | wants | wish | wishes | request | requests | requesting | apply | applies | applying | order | ordering | need | needs | require | requires
      | please | could\syou | can\syou | can\swe | may\swe | set\s(?:us\s)?up | go\s(?:for|with) | going\s(?:for|with) | looking\sfor | looking\sto | intend | intends | plan\sto | planlegger\så | hadde\svært | create
      | (?:vil|skal|will|shall|kan|can|må|må)\b[^.?]{0,90}\bdeleg\p{L}* | (?:vil|skal|will|shall)\b[^.?]{0,60}\b(?:tilgang|tilgong|access|fiktiv|fictit|fictional|i\sgang|ta\si\sbruk|teste|testing)\p{L}*
      | will\sdelegate | is\sgoing\sto\sdelegate | skal\sf[åa] | delegerer | vil\sat | delegera | setja\sopp | prøva | choose | chose | choosing | gi\soss | give\sus | alternativ | option | register\sthe\sfollowing | be\sgranted | koble\soss\spå | kople\soss\spå
    )\b"
);
// What stands above an order: “Bestilling av tilgang”.
pattern!(
    HEADLINE,
    r"^\W*(?:(?:re|sv|fwd?|vs|fw):\s*)*(?:ny\s|new\s)?(?:bestilling|tinging|ordre|order|søknad|application|request|førespurnad|forespørsel)\b"
);
pattern!(
    OBJECT,
    r"(?:tilgang|tilgong|access|(?:ekte|reell|virkelig|eksisterende|eksisterande|verkeleg|real|actual|existing) (?:kunde|customer|client)|deleger|delegat|fiktiv|fictit|fictional|fictive|oppdikt|simul|made-up|imaginary|invented|tenkt kunde|registeret|register|\bapi|scope|testmiljø|test environment|maskinporten|testkunde|test-kunde|deleg\.|innsyn|reelle|beneficial|lest inn|loaded into|tt02|test customer|(?:tenkt|tenkte|påfunn\p{L}*|innbilt|liksom)[- ]?(?:verksemd|virksomhet|bedrift|selskap|firma|kunde|foretak|føretak)|(?:invent|make up|making up) an? (?:customer|client|company|organi)|alternativ 1|alternativ 2|option 1|option 2|alternativ en|alternativ to|option one|option two|i test\b)"
);
pattern!(
    TOPIC,
    r"(?:deleger|delegat|fiktiv|fictit|fictional|fictive|oppdikt|imaginary|invented|testmiljø|testmiljo|testtilgong|test environment|\bi test\b|\bin test\b|for test|\bapi|maskinporten|altinn|reelle|beneficial|rettighetshav|rettshavar|registeret|the register|scope|tt02|direkte tilgang|direct access|hjemmel|heimel|hvitvask|kvitvask|§|testansv|systemlever|innsyn|test contact|legal basis|testkunde|test-kunde|made-up|simul|test access|testtilgang|system supplier|system vendor|system provider|existing customer|existing client|eksisterende kunde|eksisterande kunde|test customer|test company|liksom|påfunn|tenkt (?:kunde|verksemd|virksomhet|bedrift)|invent a |tilgang(?:en)? (?:for|til|via|gjennom|hos|fra) (?:en |ein |vår )?(?:kunde|registeret|api)|access (?:for|through|via|to) (?:our |a |the )?(?:customer|client|register|api)|for kunden|prøvemiljø|prøvetilgang|prøvetilgong|leverandør (?:for|til)|supplier (?:for|to)|vendor (?:for|to)|access to test|tilgang til test|tilgang i test|utvidet tilgang|utvida tilgang|extended access)"
);
// What is given to the one who gives it. “Kunden delegerer selv til oss” is not that.
pattern!(
    TO_ONESELF,
    r"(?x) \b(?:deleg\p{L}* | fullmakt\p{L}* | rett\p{L}* | tilgang\p{L}* | tilgong\p{L}* | access | rights? | powers?)\b [^.?!:]{0,60} \b(?:til|åt|to|onto)\s(?:oss|meg)?\s?(?:selv|sjølve?|ourselves|myself)\b
      | \b(?:vi|me|jeg|eg)\s(?:\p{L}+\s){0,2}(?:tar|tek|gjør|gjer|utfører|står\sfor|ordner|ordnar)\s(?:\p{L}+\s){0,2}deleg(?:ering|asjon)\p{L}*\s(?:\p{L}+\s){0,2}(?:selv|sjølve?)\b
      | \b(?:we|i)\s(?:\p{L}+'?\p{L}*\s){0,3}(?:do|handle|take\scare\sof|make)\s(?:the|all|any)\s(?:\p{L}+\s)?delegat\p{L}*\s(?:ourselves|myself)\b"
);
// What was done before, and what is not wanted.
pattern!(
    PAST,
    r"\b(?:sendte|sende dykk|sende inn|sende ei|sende ein|me sende|vi sende|sent you|we sent|har sendt|har bestilt|hadde bestilt|bestilte|tinga|har søkt|søkte|ordered|have applied|applied|fikk|fekk|har fått|received|got|was granted|(?:vi|me|we) (?:har|have) (?:(?:allerede|alt|already|direkte|direct|full|egen|nå|now|fortsatt|framleis) ){0,3}(?:tilgang|tilgong|access)\b|(?:er|ble|vart|blei) (?:nå |no )?(?:gjennomført|gjennomførd|fullført|fullførd|utført|ferdigbehandlet|ferdigbehandla|klargjort)|(?:has|have) been (?:completed|processed|carried out|fulfilled)|is (?:now )?complete(?:d)?|kan (?:nå|no) delegere?|can now delegate|fungerte|virka fint|virket fint|alt (?:er på plass|fungerer|virker|verkar|gikk bra|gjekk bra)|(?:har|has|have) [^.!?]{0,80}(?:delegert|delegated)|har delegert|delegerte|has delegated|ble opprettet|vart oppretta|ble bekreftet|you (?:have )?(?:set up|created|made|gave|given|registered)|(?:dere|de) (?:har )?(?:satte opp|satt opp|opprettet|oppretta|laget|laga|lagde|ga|gav|gitt|registrerte))\b"
);
// A question that asks for something to be done or given: “kan dere …?”, “kan vi få …?”, “would it be possible to get …?”.
// “Kan vi bruke …?” and “må man ha …?” ask how things are.
pattern!(
    ASKS_FOR,
    r"(?x) \b(?: (?:kan|kunne|vil|ville)\s(?:dere|de|dykk|du)\b | (?:could|can|would|will)\syou\b
      | (?:kan|kunne|skulle)\s(?:vi|me|jeg|eg)\s(?:\p{L}+\s){0,3}(?:få|ha|bli|verte)\b | får\s(?:vi|me)\b
      | (?:could|can|may|might)\s(?:we|i)\s(?:\p{L}+\s){0,2}(?:get|have|be|receive|ask|request|order|please)\b
      | (?:mulig|mogleg)\så\sfå | possible\sto\s(?:get|have|receive) )"
);
// What the customer was given: “kunden har fått tilgang”, “they have been granted access”.
pattern!(
    CUSTOMERS_OWN,
    r"(?x) \b(?:kunde\p{L}*|klient\p{L}*|oppdragsgi\p{L}*|customers?|clients?|bank\p{L}*|they|de|dei|som|who|which|the\slatter)\b [^.!?]{0,90} \b(?:fikk|fekk|fått|granted|got|received|given|approved|søkt|applied|godkjent|innvilget|innvilga)\b
      | \b(?:tilgangen|tilgongen)\s(?:sin|deres|deira)\b | \b(?:their|its)\s(?:own\s)?access\b"
);
// How things are: what is in use, and what was ordered.
pattern!(
    AS_IT_IS,
    r"(?x) \b(?: er\s(?:nå\s|no\s)?(?:i\sbruk|på\splass|klar|oppe|slettet|sletta|avsluttet|avslutta) | (?:bestillingen|bestillinga|tinginga|søknaden|ordren)\s(?:vår|min|deres|dykkar)\b | bekreftelsen | stadfestinga | (?:bekrefter|stadfester|stadfestar)\sat | (?:is|are)\s(?:now\s)?(?:in\s(?:use|place)|up\sand\srunning|ready|deleted) | (?:our|my|the)\s(?:order|request|application)\b | confirmation )"
);
pattern!(
    THANKS,
    r"(?:(?:tusen|mange|hjertelig|many) )?(?:takk|thanks|thank you)(?: so much| very much)? for (?:\p{L}+ ){0,2}(?:answer|reply|response|svar|svaret|tilbakemelding|tilbakemeldinga|tilbakemeldingen|mailen|e-posten|eposten|informasjonen|informasjonen|veiledningen|rettleiinga|praten|samtalen|call|e-?mail|information|guidance)\b"
);
pattern!(
    NOT_WANTED,
    r"(?x) \b(?: (?:skal|må|bør|trenger|treng)\s(?:\p{L}+\s){0,2}(?:ikke|ikkje)\s(?:opprettes|opprettast|settes\sopp|setjast\sopp|lages|lagast|bestilles|tingast)\s?(?:noe|noko|noen|nokon|likevel|lenger|lengre|[.!,]|$) | (?:ingenting|ingen|nothing)\s(?:skal|må|should|must|is\sto)\s(?:be\s)?(?:opprettes|opprettast|created|set\sup) | (?:should|must|need)\snot\sbe\s(?:created|set\sup)\s?(?:[.!,]|any|$) | (?:bestille|booke|avtale|setje\sopp|sette\sopp|tinge)\s(?:et|eit|en|ein)\s(?:\p{L}+\s){0,2}(?:møte|demo|prat|samtale|presentasjon|visning)\p{L}* | (?:book|schedule|arrange)\sa\s(?:\p{L}+\s){0,2}(?:call|meeting|demo|chat|presentation) | (?:kan|kunne|vil|ville|can|could|would|will)\s(?:dere|de|dykk|du|you)\s(?:(?:please|vennligst|vær\ssnill\så|også|òg|also)\s)?(?:oppdater|endre|endra|bytt|slett|fjern|avslutt|steng|sjekk|sjå|se\sp|undersøk|forklar|fortell|bekreft|stadfest|svar|ta\s(?:et|eit)\smøte|ta\sen\sprat|møte|hjelpe\s(?:oss\s)?(?:med\s)?å\sforstå|update|change|replace|delete|remove|close|check|look\sinto|explain|tell|confirm|answer|clarify|meet|reset|resend)\p{L}* | (?:trenger|treng|ønsker|ønskjer|ynskjer|need|want|would\slike)\s(?:\p{L}+\s){0,3}(?:fødselsnummer|personnummer|passord|sertifikat|innlogging|nøkkel|nøkler|kopi|kvittering|faktura|password|certificate|national\sidentity|invoice|receipt)\p{L}* | (?:planlegger|planlegg|vurderer|vurderar|tenker|tenkjer|plan|planning|plans|intend|considering|thinking)\s(?:\p{L}+\s){0,3}(?:bestille|bestilling|tinge|tinga|søke|søkja|order|apply|ordering|applying) | (?:ønsker|ønskjer|ynskjer|vil\s(?:gjerne\s)?ha|want|would\slike|need|trenger|treng)\s(?:oss\s)?(?:et|eit|en|ein|a)\s(?:\p{L}+\s){0,2}(?:møte|prat|samtale|demo|call|meeting|tilbud|tilbod|offer|quote|presentasjon|workshop|kurs|referanse)\b | (?:ber|bede|ask\p{L}*)\s(?:om|for)\sinnsyn\si\s(?:\p{L}+\s){0,2}(?:bestilling|tinging|søknad|sak|vedtak)\p{L}* | (?:forlenge|forlengje|fornye|extend|renew)\s | sett\p{L}*\s(?:\p{L}+\s){0,3}opp\s(?:igjen|på\snytt) | support\srequest | (?:cannot|can't)\s(?:see|find|access|log) | (?:bestill\p{L}*|ting\p{L}*|ønsk\p{L}*|order|want|need)\s(?:\p{L}+\s){0,2}(?:brukerstøtte|brukarstøtte|support|kurs|lisens\p{L}*|abonnement\p{L}*|opplæring|rådgivning|konsulenthjelp)\b | bestiller\s(?:\p{L}+\s)?ikke | tingar\s(?:\p{L}+\s)?ikkje | trenger\s(?:\p{L}+\s)?ikke\så | ikke\sen\sny\sbestilling | ikkje\sei\sny\stinging | ingen\sbestilling | not\s(?:a|an)\s(?:new\s)?order | not\sordering | not\splacing | isn't\san\sorder | ingen\sny\sbestilling | no\snew\sorder )"
);
pattern!(
    DENIES,
    r"(?x)
      \b(?: (?:trekker|trekke|trekk|tilbakekaller|tilbakekalle|kaller\stilbake|annullerer|annullere|stanser|stanse|stopper|stoppe|stans|stopp)\s(?:\p{L}+\s){0,3}(?:bestilling|søknad|ordre|anmodning|begjæring)
        | (?:kommer|kjem)\s(?:tilbake|attende|igjen)\smed\s(?:\p{L}+\s)?(?:bestilling|tinging|søknad)\p{L}* | ignore\s(?:\p{L}+(?:'\p{L}+)?\s){0,3}(?:order|request|application)\b | (?:skal|vil)\s(?:likevel|allikevel)\s(?:ikke|ikkje)\b | ombestemt | changed\sour\smind | feilsendt | sendt\sved\s(?:en\s)?feil\b | sent\s(?:by|in)\s(?:mistake|error)\b
        | ikke\så\sanse\ssom | ikkje\så\srekne\ssom | av\sgenerell\skarakter | trekkjer?\s(?:\p{L}+\s){0,3}(?:tinging|søknad|bestilling)
        | avbestill\p{L}* | kansell\p{L}* | (?:want|like|wish)\sto\s(?:cancel|withdraw) | please\s(?:cancel|withdraw|disregard) | (?:hereby\s)?withdraw\s(?:our|the|my|this|an)\b | cancel\s(?:our|the|my|this|an)\b | (?:tilbaketrekking|tilbaketrekning|tilbakekalling|annullering|withdrawal|cancellation)\s(?:av|of)\s(?:\p{L}+\s){0,2}(?:bestilling|tinging|søknad|order|request|application)
        | (?:ikke|ikkje)\s(?:\p{L}+\s){0,2}(?:en|ei|noen|noka|nokon|som)\s(?:\p{L}+\s)?(?:bestilling|tinging|søknad|ordre)\b | ingen\s(?:ny\s)?(?:bestilling|tinging|søknad)\b | not\s(?:\p{L}+\s){0,3}(?:an|a)\s(?:new\s)?(?:order|application)\b | no\s(?:new\s)?order\b | isn't\san\sorder
        | (?:trenger|treng|behøver)\s(?:\p{L}+\s){0,2}(?:ikke|ikkje)\s(?:å\s)?(?:gjøre|gjere|foreta)\b | no\saction\s(?:is\s)?(?:needed|required)\b | nothing\s(?:is\s)?(?:needed|required)\sfrom\syou
        | (?:(?:vi|me|jeg|eg)\s(?:\p{L}+\s){0,2}(?:vil|ønsker|ynskjer)|ville|skulle)\s(?:bare|berre)\s(?:å\s)?(?:vite|vita|høre|høyre|sjekke|spørre|spørje|melde|si|fortelle|informere) | (?:only|just|merely)\s(?:want|wanted|asking|wondering|checking)\b
        | (?:før|innan)\s(?:vi|me|jeg|eg)\s(?:\p{L}+\s){0,2}(?:bestiller|tingar|tinger|sender|søker|søkjer) | before\s(?:we|i)\s(?:\p{L}+\s){0,2}(?:order|place|submit|send|apply) | before\s(?:ordering|placing|applying)
        | bestiller\saltså\sikke | ikke\sbestille\snoe | ikkje\stinge\snoko | not\s(?:yet\s)?(?:an\sorder|ordering)
        | avslutte?\s(?:tilgangen|avtalen|delegeringen) | slett(?:e)?\s(?:tilgangen|oss|kontoen) | oppheve?\stilgangen | (?:terminate|end|close|remove|revoke)\s(?:our|the)\s(?:access|delegation|account) | (?:ikke|ikkje)\slenger\s(?:behov|bruk|trong|aktuelt|interessert)\b | (?:bruker|brukar|nyttar|benytter|trenger|treng|ønsker|ønskjer|vil)\s(?:ikke|ikkje)\slenger | no\slonger\s(?:need|use|using|require|want|wish)
        | (?:fjern|slett|avslutt|avvikl|steng|opphev|oppsei)\p{L}{0,3}\s(?:\p{L}+\s){0,3}(?:tilgang|tilgong|delegering|kunde|verksemd|virksomhet)\p{L}* | (?:si|sei|seie)\sopp\s(?:tilgang|avtale)\p{L}*
        | (?:remove|delete|close|terminate|revoke|deactivate)\s(?:our|the|this|my)\s(?:\p{L}+\s){0,2}(?:access|delegation|account|customer|company|organi[sz]ation|order)
      )"
);
// An order that is taken back, and words by which another takes its place.
pattern!(
    WITHDRAWS,
    r"(?x) \b(?: trekk(?:er|e|jer|je|ja)?\s(?:\p{L}+\s){0,3}(?:bestilling|tinging|søknad|ordre)\p{L}* | (?:trekker|trekke|trekkjer|trekkje)\s(?:\p{L}+\s){0,4}tilbake\b | avbestill\p{L}*
      | (?:annullerer?|kansellerer?|kansellera|tilbakekaller?|tilbakekalle)\s(?:\p{L}+\s){0,3}(?:bestilling|tinging|søknad|ordre)\p{L}*
      | (?:withdraw|cancel|withdrawing|cancelling)\s(?:\p{L}+\s){0,3}(?:order|request|application)\b )"
);
pattern!(
    REPLACES,
    r"(?x) \b(?: (?:ny|nytt|nye|new|another|annen|anna)\s(?:\p{L}+\s)?(?:bestilling|tinging|søknad|ordre|order|request|application)\p{L}* | i\sstedet | i\sstaden | isteden\p{L}* | istaden\p{L}* | instead | heller | rather | erstatt\p{L}* | replac\p{L}* | (?:bestiller|tingar|ønsker|ynskjer|ønskjer|søker|order|request)\s(?:\p{L}+\s){0,2}(?:nå|no|now|på\snytt|again) )\b"
);
pattern!(
    NEVER,
    r"(?x)
      \b(?: (?:dette|her|this|here|vedlagt|nedenfor|under)\s(?:er|is|følger|følgjer)\s(?:\p{L}+\s){0,2}(?:utkast\p{L}*|kladd\p{L}*|mal|malen|draft|template)\b | (?:vente|venta|vent|avvent\p{L}*|hold\soff|wait)\s(?:\p{L}+\s){0,2}(?:med|on|with)\s(?:\p{L}+\s){0,2}(?:bestilling|tinging|søknad|oppretting|opprettelse|order|request|application)\p{L}* | (?:bestilling\p{L}*|tinging\p{L}*|søknad\p{L}*|order|request)\s(?:\p{L}+\s){0,2}(?:på\svent|on\shold)\b
        | (?:bytte|byter|bytter|bytta|endre|endra|endring|endringar|endringer|oppdatere|oppdatering|skifte|skifta|change|replace|update)\s(?:av\s|of\s|ut\s|the\s|our\s|vår\s|til\sny\s)?(?:testansvarl\p{L}*|kontaktperson\p{L}*|kontaktinfo\p{L}*|test\scontact|contact\s(?:person|details)) | (?:nå|no)\skan\s(?:du|dere|de)\s(?:\p{L}+\s){0,2}(?:bestille|tinge)\b | you\scan\snow\s(?:order|buy) | (?:du|dere|man|ein|alle|\p{L}*leverandører|\p{L}*leverandørar|kundar|kunder|virksomheter|verksemder|bedrifter)\s(?:\p{L}+\s){0,2}(?:bestiller|bestille|tingar|tinge|kjøper|kjøpe)\b[^.!?]{0,80}\b(?:hos|av|frå|fra)\soss\b | (?:you|everyone|vendors|customers|suppliers)\s(?:\p{L}+\s){0,2}(?:order|buy)\b[^.!?]{0,80}\b(?:from|with)\sus\b | unsubscribe | book\sa\sdemo | (?:like|want|ha|see|se)\s(?:a|en|ein)\s(?:gratis\s|free\s|short\s|kort\s)?demo\b | nyhetsbrev | nyheitsbrev | newsletter | avmeld | meld\sdeg\sav | bestill\sen\sdemo | gratis\sdemo | out\sof\s(?:the\s)?office | on\s(?:annual\s)?leave\suntil | on\svacation\suntil
        | (?:jeg|eg)\s(?:\p{L}+\s){0,2}(?:er|har|tar|tek)\s(?:\p{L}+\s){0,2}ferie | (?:jeg|eg)\ser\s(?:nå\s|no\s)?(?:på\sferie|bortreist|fraværende) | (?:jeg|eg)\shar\sferie | foreldrepermisjon | jobbsøknad | søker\s(?:på\s)?stillingen | søknad\spå\sstilling | søknad\som\sstilling | ledige?\sstilling | stilling(?:en|a)?\s(?:er\s)?ledig | vacan(?:t|cy)
        | apply(?:ing)?\sfor\sthe\s(?:position|job|role) | my\scv | min\scv | cv\ser\svedlagt | betalingspåminnelse | inkassovarsel | purregebyr | vedlagt\sfølger\sfaktura | faktura\sfor\s(?:\p{L}+\s)?(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)
        | invoice\sattached | attached\sinvoice | please\sfind\s(?:our\s|the\s)?(?:attached\s)?invoice | join\sthe\smeeting | bli\smed\spå\smøtet | meeting\sid | møteinnkalling | spørreundersøkelse | spørjeundersøking | møtekode | møte-id | dial-in | conference\scode | (?:customer|short|brief|our|this)\ssurvey | referat\b | minutes\s(?:of|from)\s | special\soffer | spesialtilbud
      )"
);
pattern!(
    ERRAND,
    r"(?x)
      \b(?: (?:registrere|registrera|rette|korrigere|melde\sinn|innmelde|oppdatere)\s(?:\p{L}+\s){0,4}(?:reell\p{L}*|rettighetshaver\p{L}*|rettshavar\p{L}*|eier\p{L}*|eigar\p{L}*|registeret)\b | (?:registering|correct|update|report)\s(?:\p{L}+\s){0,2}beneficial\s | skattemelding\p{L}* | a-melding\p{L}* | mva-melding\p{L}* | uttrekk\p{L}* | (?:kjøpe|kjøpa|buy|purchase)\b
        | innsyn\si\s(?:\p{L}+\s){0,2}(?:bestilling|tinging|søknad|sak|vedtak|korrespondanse|avgjørelse)\p{L}* | avslag\p{L}* | avslått | nektet | nekta | avvist | (?:was|were|been)\s(?:refused|denied|rejected|declined) | (?:gir|gjev)\sfeil | logg(?:e|er)?\s(?:\p{L}+\s)?inn\b | (?:cannot|can't|unable\sto)\s(?:see|find|log|access|get)\b | support\srequest | (?:finner|finn|ser)\s(?:ikke|ikkje)\b | kan\s(?:et|en|ein|eit|ei)\s\p{L}+[^.!?]*\? | utsatt | utsett | postponed | delayed | forleng\p{L}* | fornye\p{L}* | (?:extend|renew|prolong)\s(?:our|the|my|this)\b | (?:skifte[tr]?|skifta|bytte[tr]?|bytta|endre[tr]?|endra)\s(?:\p{L}+\s)?na[vm]n\b | (?:changed|changing)\s(?:its|our|the)\sname
        | problem(?:er|s|et|a)?\b | trøbbel | trouble | time-?outs? | tidsavbrudd | virker\sdet\s | får\s(?:ikke|ikkje)\s | fungerer\sdet
        | til\s(?:orientering|informasjon|info)\b | for\s(?:your\s)?information | fyi\b | er\spå\sferie | er\sbortreist | har\sferie\s(?:til|fra|frå|og) | er\sfraværende | for\sordens\sskyld | til\sopplysning\b
        | (?:ta|ha|få|ønsker|ønskjer|ynskjer|avtale|bestille|booke|tinge)\s(?:et|eit)\s(?:\p{L}+\s){0,2}(?:møte|demo\p{L}*) | avtale\s(?:et|eit)\s(?:\p{L}+\s)?møte | (?:have|set\sup|arrange|schedule)\sa\s(?:\p{L}+\s)?(?:call|meeting) | (?:bare|berre)\s(?:en|ei)\stilbakemelding | just\s(?:some\s)?feedback | misnøy\p{L}* | ros\sog\sris
        | må\s(?:man|ein|vi|me)\b[^.!?]*\? | regnes\svi | reknast\s(?:vi|me) | holder\sdet\så | held\sdet\så | er\sdet\snok\så | do\s(?:we|they)\s(?:need|have)\b[^.!?]*\? | is\sit\senough | kan\s(?:man|ein)\b[^.!?]*\? | can\sone\b[^.!?]*\?
        | hva\skoster | kva\skostar | koster\sdet | kostar\sdet | how\smuch | what\sdoes\sit\scost | prisliste | pris\spå | pricing | status\spå | status\sfor | hva\ser\sstatus | kva\ser\sstatus | status\sof | noe\snytt | noko\snytt | any\snews | any\supdate | purr\p{L}* | følger\sopp | følgjer\sopp | following\sup | follow-up | follow\sup
        | fortsatt\sventer | venter\sfortsatt | still\swaiting | ikke\shørt | ikkje\shøyrt | haven't\sheard | not\sheard | har\sikke\sfått\ssvar | har\sikkje\sfått\ssvar | når\sfår\svi | når\skan\svi\s(?:regne|forvente|vente) | when\s(?:can|will|may)\s(?:we|it|our) | når\sblir | når\svert | ferdig\sbehandlet | ferdigbehandl\p{L}*
        | feilmelding\p{L}* | feilkode\p{L}* | error | feiler | feilar | får\s(?:fortsatt\s)?(?:feil|http|[45]\d\d|mp-) | mp-\d+ | invalid_\p{L}+ | answers\s[45]\d\d | status(?:kode)?\s[45]\d\d | http\s[45]\d\d | [45]\d\d\s(?:frå|fra|from|unauthorized|forbidden) | virker\sikke | verkar\sikkje | fungerer\sikke | fungerer\sikkje | does(?:n't|\snot)\swork | not\sworking | stopped\sworking | sluttet\så\svirke | hva\ser\s(?:egentlig\s)?galt | kva\ser\sgale | nedetid | downtime | maintenance
        | tusen\stakk\sfor | takk\sfor\shjelpen\smed | thanks\sfor\s(?:the\s)?(?:quick|your\shelp|setting) | thank\syou\sfor\s(?:the\s)?(?:quick|your\shelp|setting) | nå\svirker | no\sverkar | works\s(?:now|fine|perfectly) | alt\sfungerer | fungerte\spå
        | et\s(?:lite\s|kort\s)?spørsmål | eit\s(?:lite\s|kort\s)?spørsmål | har\snoen\sspørsmål | har\snokre\sspørsmål | a\s(?:quick\s|short\s)?question | have\ssome\squestions | few\squestions | lurer\spå | lurar\spå | lurte\spå | wondering | wonder\sif | kan\sdere\sforklare | could\syou\sexplain | hvor\slang\stid | hvor\slangt | kor\slangt | how\sfar | går\sdet\smed\s(?:saka|saken|søknaden|bestillingen|tinginga|bestillinga) | blir\sdet\snoe | har\sdere\sfått | har\sde\sfått | have\syou\sreceived | did\syou\s(?:receive|get) | kor\slang\stid | how\slong
        | hvordan\s(?:går|bestiller|søker|kan) | korleis\s(?:går|tingar|søkjer|kan) | how\s(?:do|can|would|should)\s(?:we|i) | er\sdet\smulig | er\sdet\smogleg | is\sit\spossible | hva\ser\sforskjellen | kva\ser\sskilnaden | difference\sbetween | før\svi\s(?:eventuelt\s|evt\.?\s)?(?:bestiller|søker|bestemmer|gjør|går) | før\sme | before\s(?:we\s)?(?:order|decid|apply) | vurderer | vurderar | considering | har\sikke\sbestemt | har\sikkje\sbestemt | have\snot\sdecided | haven't\sdecided
        | (?:har|have)\s(?:fått|gotten|got)\s(?:en\s|ein\s|a\s)?(?:ny|new)\s(?:test|kontakt|contact) | (?:ny|nytt|endret|endra|changed|new)\s(?:kontaktperson|contact\sperson|e-post\p{L}*|telefonnummer|kontaktinfo\p{L}*|contact\sdetails) | (?:ta|have)\s(?:et|eit|a)\s(?:\p{L}+\s)?(?:møte|meeting|prat|chat)
        | (?:offers?|offering|tilbyr|tilbyd|sells?|selger)\s(?:\p{L}+\s){0,3}(?:synthetic|syntetisk\p{L}*|fictitious|fictional|fiktiv\p{L}*|test\s?data)
        | klage\p{L}* | complain\p{L}* | misfornøyd | skuffet | uakseptabelt | unacceptable
        | faktura\p{L}* | invoice | firmaattest | attest\p{L}* | årsregnskap | årsrapport | utskrift | kunngjøring | navneendring | adresseendring | samordnet\sregistermelding | tinglys\p{L}* | skattekort | gebyr | regningen | rekninga
        | webinar | konferanse | conference | seminar | kurs\si | invitasjon | invitation | inviter\p{L}* | invite\syou | inviting\syou | tilbyr\sdere | we\soffer | our\soffer | samarbeid\smed\sdere | partnership | pressehenvendelse | press\senquiry | masteroppgave | bacheloroppgave | thesis
      )"
);

// An agreement that is sent along, with the facts of whom it is with.
pattern!(
    AGREEMENT,
    r"(?x) \b(?:signert\p{L}* | signed | undertegne\p{L}* | underskr[ei]v\p{L}* | underteikna\p{L}* | countersigned | executed)\s(?:\p{L}+\s){0,3}(?:\p{L}*avtale\p{L}* | \p{L}*kontrakt\p{L}* | agreement\p{L}* | contract\p{L}* | nda)\b"
);

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// What a mail of these sentences is after. `whole` is all of it with its subject, in lower case.
pub(super) fn purpose<'s>(whole: &str, sentences: impl Iterator<Item = &'s str>) -> Purpose {
    let mut purpose = Purpose { on_topic: is(&TOPIC, whole), ..Purpose::default() };
    purpose.denies = is(&DENIES, whole);
    // An order that is taken back is none, whatever facts of it are repeated, unless another takes its place.
    purpose.never = is(&NEVER, whole) || is(&WITHDRAWS, whole) && !is(&REPLACES, whole);
    // A request in the shape of a question is no question.
    let mut rest = whole.to_owned();
    for polite in [
        "lurer på om dere kan", "lurer på om de kan", "lurar på om de kan", "lurer på om vi kan få",
        "wondering if you could", "wonder if you could",
    ] {
        rest = rest.replace(polite, "");
    }
    // Thanks for an answer are no errand: they begin mails of every kind.
    let rest =
        THANKS.as_ref().map_or_else(|| rest.clone(), |thanks| thanks.replace_all(&rest, " ").into_owned());
    purpose.other_errand = is(&ERRAND, &rest);
    for sentence in sentences {
        let folded = folded(sentence);
        // That the customer has been given access is the ground of the order, and no report.
        purpose.reports |= is_of_what_was_done(&folded) && !is(&CUSTOMERS_OWN, &folded);
        let wishes = is(&WISH, &folded) || is(&HEADLINE, &folded) && !is_of_what_was_done(&folded);
        if !wishes
            || !is(&OBJECT, &folded)
            || is(&NOT_WANTED, &folded)
            || is(&DENIES, &folded)
            || is(&AGREEMENT, &folded)
            || is_made_elsewhere(&folded)
        {
            continue;
        }
        // “Kan dere opprette …?” asks for it, “kan vi bruke …?” asks whether one may.
        let polite = is_request(&folded);
        let errand = is(&ERRAND, &folded) && !is_request(&folded);
        if folded.trim_end().ends_with('?') && !polite || is_of_what_was_done(&folded) || errand {
            continue;
        }
        purpose.asks = true;
    }
    purpose.never |= !purpose.asks && is(&AGREEMENT, whole);
    purpose
}

/// Whether a sentence wishes for something now; `folded` is in lower case.
pub(super) fn is_wish(folded: &str) -> bool {
    (is(&WISH, folded) || is(&HEADLINE, folded)) && !is(&NOT_WANTED, folded) && !is_of_what_was_done(folded)
}

/// Whether words speak of what an order is about; `folded` is in lower case.
pub(super) fn is_on_topic(folded: &str) -> bool {
    is(&TOPIC, folded)
}

/// Whether a sentence tells what was done before, or how things are: “… er i bruk”, “bestillingen vår av …”.
pub(super) fn is_report(folded: &str) -> bool {
    is(&PAST, folded) || is(&AS_IT_IS, folded)
}

/// “Vi delegerer til oss selv”, “we hand the rights over to ourselves”: what is given, and to whom. `folded` is in lower case.
pub(super) fn is_to_oneself(folded: &str) -> bool {
    is(&TO_ONESELF, folded)
}

/// “Lurer på om dere kan sette opp …” is a request in the shape of a question.
pub(super) fn is_request(folded: &str) -> bool {
    [
        "om dere kan ", "om de kan ", "om dykk kan ", "if you can ", "if you could ", "om vi kan få",
        "om me kan få", "if we could get", "if we can get", "legge til rette",
    ]
    .iter()
    .any(|words| folded.contains(words))
        || is(&ASKS_FOR, folded)
}

/// A sentence of what was done before: “vi sendte en bestilling i mai”. What it asks for besides counts.
fn is_of_what_was_done(folded: &str) -> bool {
    is(&PAST, folded)
        && ![
            " vil ", " ønsker ", " ynskjer ", " ønskjer ", " ber ", " would like", " skal ", " trenger ",
            " treng ", " want", " need", " will ", " søker ", " søkjer ", " bestiller ", " tingar ",
            " please",
        ]
        .iter()
        .any(|words| format!(" {folded}").contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        for (name, pattern) in [
            ("WISH", &WISH),
            ("HEADLINE", &HEADLINE),
            ("OBJECT", &OBJECT),
            ("TOPIC", &TOPIC),
            ("PAST", &PAST),
            ("TO_ONESELF", &TO_ONESELF),
            ("CUSTOMERS_OWN", &CUSTOMERS_OWN),
            ("AS_IT_IS", &AS_IT_IS),
            ("THANKS", &THANKS),
            ("NOT_WANTED", &NOT_WANTED),
            ("DENIES", &DENIES),
            ("WITHDRAWS", &WITHDRAWS),
            ("REPLACES", &REPLACES),
            ("ASKS_FOR", &ASKS_FOR),
            ("NEVER", &NEVER),
            ("ERRAND", &ERRAND),
            ("AGREEMENT", &AGREEMENT),
        ] {
            assert!(pattern.is_some(), "{name}");
        }
    }

    fn of(text: &str) -> Purpose {
        purpose(&text.to_lowercase(), super::super::prose::sentences(text).into_iter())
    }

    #[test]
    fn what_asks_for_access_is_told_from_what_speaks_of_it() {
        for (text, asks) in [
            ("Vi ønsker å delegere tilgang selv via en fiktiv virksomhet.", true),
            ("Kan dere opprette en fiktiv kunde for oss?", true),
            ("Fjordposten AS vil ha direkte tilgang til registeret.", true),
            ("We would like access to the test environment.", true),
            ("Ledetråd AS skal få tilgangen delegert fra kunden.", true),
            ("Vi sendte dere en bestilling av tilgang 24. april.", false),
            ("Må kunden ha søkt om direkte tilgang først?", false),
            ("Vi fekk tilgang i førre veke.", false),
            ("Jeg vil bestille firmaattest.", false),
            ("Eg lurer på om de kan setja opp ei fiktiv verksemd til meg.", true),
            ("Me sende inn ei tinging om fiktiv verksemd den 9. mars.", false),
            ("Bestilling av tilgang", true),
            ("Vi bestiller altså ikke tilgang nå.", false),
            ("Kan vi få en fiktiv virksomhet i test?", true),
            ("Må man ha avtale med en kunde før man kan få en fiktiv virksomhet?", false),
            ("We use the API in test through the fictitious company you set up for us.", false),
            ("Vi planlegger å bestille tilgang via fiktiv virksomhet til høsten.", false),
            ("We would like to invite you to speak about direct access.", false),
            ("Vi har fått fiktiv virksomhet, men trenger fødselsnummeret til personen.", false),
        ] {
            assert_eq!(of(text).asks, asks, "{text}");
        }
    }

    #[test]
    fn what_is_no_order_says_so() {
        for text in [
            "Vi trekker bestillingen.",
            "Please cancel our order.",
            "Dette er ikke en ny bestilling.",
            "Dette er ikke en bestilling.",
            "Dere trenger ikke gjøre noe.",
            "Before we place any order, a question",
            "Me ber dykk fjerna den fiktive kunden.",
            "Please delete the fictitious customer.",
        ] {
            assert!(of(text).denies, "{text}");
        }
        for text in [
            "Vi må dessverre trekke bestillingen.",
            "Me trekkjer bestillinga frå måndag, der me ønskte ei fiktiv verksemd.",
            "We have to withdraw our order.",
            "Nå kan du bestille testtilgang!",
            "Jeg er på ferie til 3. august.",
            "Stilling ledig: testansvarlig",
            "Unsubscribe here",
            "Jeg søker stillingen som utvikler",
        ] {
            assert!(of(text).never, "{text}");
        }
        assert!(!of("Vi trekker bestillingen og sender en ny bestilling i stedet.").never);
        for text in
            ["Vi får 403 fra API-et", "Hva koster det?", "Vi har ikke hørt noe", "Vi lurer på om vi kan søke"]
        {
            assert!(of(text).other_errand, "{text}");
        }
    }
}
