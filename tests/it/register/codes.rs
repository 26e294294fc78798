//! Every code of the register's lists (`register.md` §1.6), by name: that it is listed, and what it is called.

use fullmakt::register::codes::{NameLanguage, lists};

/// The name of a code in a language.
fn name(code: &str, language: NameLanguage) -> Option<&'static str> {
    lists(language).iter().flat_map(|list| &list.codes).find(|row| row.code == code).map(|row| row.name)
}

macro_rules! codes {
    ($($test:ident: $code:literal = $bokmal:literal;)*) => {
        $(
            #[test]
            fn $test() {
                assert_eq!(name($code, NameLanguage::Nob), Some($bokmal));
                for language in [NameLanguage::Nno, NameLanguage::Eng] {
                    assert!(name($code, language).is_some_and(|name| !name.is_empty()));
                }
            }
        )*

        #[test]
        fn no_code_is_listed_that_is_not_tested_here() {
            let tested = [$($code),*];
            let listed: Vec<_> = lists(NameLanguage::Nob).iter().flat_map(|list| &list.codes).map(|row| row.code).collect();
            assert_eq!(listed, tested);
        }
    };
}

codes! {
    rettighetsinformasjon_er_registrert: "registreringsstatus.rettighetsinformasjonErRegistrert" = "Rettighetsinformasjon er registrert";
    rettighetsinformasjon_er_slettet: "registreringsstatus.rettighetsinformasjonErSlettet" = "Rettighetsinformasjon er slettet";
    rettighetsinformasjon_er_ikke_meldt: "registreringsstatus.rettighetsinformasjonErIkkeMeldt" = "Rettighetsinformasjon er ikke meldt";
    har_reelle_rettighetshavere: "reellerettighetshaverestatus.harReelleRettighetshavere" = "Har reelle rettighetshavere";
    noen_kan_identifiseres: "reellerettighetshaverestatus.noenReelleRettighetshavereKanIdentifiseres" = "Har reelle rettighetshavere, men noen kan ikke identifiseres";
    ingen_kan_identifiseres: "reellerettighetshaverestatus.ingenReelleRettighetshavereKanIdentifiseres" = "Har reelle rettighetshavere, men ingen kan identifiseres";
    norsk_offentlig_virksomhet: "reellerettighetshaverestatus.norskOffentligVirksomhetEierEllerKontrollererRegistreringspliktigVirksomhet" = "Ingen, fordi en norsk offentlig virksomhet eier eller kontrollerer virksomheten";
    utenlandsk_offentlig_virksomhet: "reellerettighetshaverestatus.utenlandskOffentligVirksomhetEierEllerKontrollererRegistreringspliktigVirksomhet" = "Ingen, fordi en utenlandsk offentlig virksomhet eier eller kontrollerer virksomheten";
    har_ikke_reelle_rettighetshavere: "reellerettighetshaverestatus.harIkkeReelleRettighetshavere" = "Har ikke reelle rettighetshavere";
    har_kun_styre_og_daglig_leder: "reellerettighetshaverestatus.harKunStyreOgDagligLederSomReelleRettighetshavere" = "Har bare styre og daglig leder som reelle rettighetshavere";
    har_styre_og_andre: "reellerettighetshaverestatus.harStyreOgDagligLederOgAndrePosisjonerSomReelleRettighetshavere" = "Har styre, daglig leder og andre som reelle rettighetshavere";
    har_styre_og_andre_og_noen_uten_navn: "reellerettighetshaverestatus.harStyreOgDagligLederOgAndrePosisjonerSomReelleRettighetshavereOgNoenReelleRettighetshavereKanIkkeIdentifiseres" = "Har styre, daglig leder og andre som reelle rettighetshavere, og noen kan ikke identifiseres";
    eierskap: "posisjonstype.eierskap" = "Eierskap";
    kontroll_over_stemmerettigheter: "posisjonstype.kontrollOverStemmerettigheter" = "Kontroll over stemmerettigheter";
    rett_til_aa_utpeke_eller_avsette_styre: "posisjonstype.rettTilAaUtpekeEllerAvsetteStyre" = "Rett til å utpeke eller avsette minst halvparten av styremedlemmene";
    kontroll_paa_annen_maate: "posisjonstype.kontrollPaaAnnenMaate" = "Kontroll på annen måte";
    oppretter: "posisjonstype.oppretter" = "Oppretter";
    forvalter: "posisjonstype.forvalter" = "Forvalter";
    beskytter: "posisjonstype.beskytter" = "Beskytter";
    begunstigede: "posisjonstype.begunstigede" = "Begunstigede (eller krets av begunstigede)";
    kontroll_over_trusten_paa_annen_maate: "posisjonstype.kontrollOverTrustenPaaAnnenMaate" = "Kontroll over trusten på annen måte";
    rett_til_aa_utpeke_et_flertall_av_styre: "posisjonstype.rettTilAaUtpekeEtFlertallAvStyre" = "Rett til å utpeke et flertall av styremedlemmene";
    avgitt_grunnkapital: "posisjonstype.avgittGrunnkapital" = "Avgitt grunnkapital";
    saerlige_rettigheter: "posisjonstype.saerligeRettigheter" = "Særlige rettigheter";
    destinatar: "posisjonstype.destinatar" = "Destinatar";
    intervall1: "stoerrelsesintervall.intervall1" = "25,01% - 49,99%";
    intervall2: "stoerrelsesintervall.intervall2" = "50% - 74,99%";
    intervall3: "stoerrelsesintervall.intervall3" = "75% - 100%";
    direkte: "grunnlagstype.direkte" = "Direkte";
    indirekte: "grunnlagstype.indirekte" = "Indirekte";
    enighet_eller_avtale: "grunnlagstype.enighetEllerAvtale" = "Enighet eller avtale";
    euronext_oslo: "markedstype.euronextOslo" = "Euronext Oslo";
    euronext_expand_oslo: "markedstype.euronextExpandOslo" = "Euronext Expand Oslo";
}
