//! Forms of organisation and kinds of role with their names, as Enhetsregisteret has them.

/// A form of organisation.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Form {
    /// Its code.
    pub(in super::super) code: &'static str,
    /// Its name.
    pub(in super::super) name: &'static str,
}

const fn form(code: &'static str, name: &'static str) -> Form {
    Form { code, name }
}

/// Every form, by its code.
pub(in super::super) const FORMS: &[Form] = &[
    form("AAFY", "Underenhet til ikke-næringsdrivende"),
    form("ADOS", "Administrativ enhet - offentlig sektor"),
    form("ANNA", "Annen juridisk person"),
    form("ANS", "Ansvarlig selskap med solidarisk ansvar"),
    form("AS", "Aksjeselskap"),
    form("ASA", "Allmennaksjeselskap"),
    form("BA", "Selskap med begrenset ansvar"),
    form("BBL", "Boligbyggelag"),
    form("BEDR", "Underenhet til næringsdrivende og offentlig forvaltning"),
    form("BO", "Andre bo"),
    form("BRL", "Borettslag"),
    form("DA", "Ansvarlig selskap med delt ansvar"),
    form("ENK", "Enkeltpersonforetak"),
    form("EOFG", "Europeisk økonomisk foretaksgruppe"),
    form("ESEK", "Eierseksjonssameie"),
    form("FKF", "Fylkeskommunalt foretak"),
    form("FLI", "Forening/lag/innretning"),
    form("FYLK", "Fylkeskommune"),
    form("GFS", "Gjensidig forsikringsselskap"),
    form("IKJP", "Andre ikke-juridiske personer"),
    form("IKS", "Interkommunalt selskap"),
    form("KBO", "Konkursbo"),
    form("KF", "Kommunalt foretak"),
    form("KIRK", "Den norske kirke"),
    form("KOMM", "Kommune"),
    form("KS", "Kommandittselskap"),
    form("KTRF", "Kontorfellesskap"),
    form("NUF", "Norskregistrert utenlandsk foretak"),
    form("OPMV", "Særskilt oppdelt enhet, jf. mval. § 2-2"),
    form("ORGL", "Organisasjonsledd"),
    form("PERS", "Andre enkeltpersoner som registreres i tilknyttet register"),
    form("PK", "Pensjonskasse"),
    form("PRE", "Partrederi"),
    form("SA", "Samvirkeforetak"),
    form("SAM", "Tingsrettslig sameie"),
    form("SE", "Europeisk selskap"),
    form("SF", "Statsforetak"),
    form("SPA", "Sparebank"),
    form("STAT", "Staten"),
    form("STI", "Stiftelse"),
    form("SÆR", "Annet foretak iflg. særskilt lov"),
    form("TVAM", "Tvangsregistrert for MVA"),
    form("UTLA", "Utenlandsk enhet"),
    form("VPFO", "Verdipapirfond"),
];

/// The name of a form; one that is not known is called by its code.
pub(super) fn form_name(code: &str) -> &str {
    FORMS.iter().find(|form| form.code == code).map_or(code, |form| form.name)
}

/// The group that a role stands in, and the names of both.
pub(super) struct RoleKind {
    pub(super) group: &'static str,
    pub(super) group_name: &'static str,
    pub(super) name: &'static str,
}

/// What a role of the register is called; none for a right that was given by hand, of which the register knows nothing.
pub(super) fn role_kind(code: &str) -> Option<RoleKind> {
    const BOARD: (&str, &str) = ("STYR", "Styre");
    let ((group, group_name), name) = match code {
        "LEDE" => (BOARD, "Styrets leder"),
        "NEST" => (BOARD, "Nestleder"),
        "MEDL" => (BOARD, "Styremedlem"),
        "VARA" => (BOARD, "Varamedlem"),
        "OBS" => (BOARD, "Observatør"),
        "BEST" => (("BEST", "Bestyrende reder"), "Bestyrende reder"),
        "BOBE" => (("BOBE", "Bostyrer"), "Bostyrer"),
        "DAGL" => (("DAGL", "Daglig leder"), "Daglig leder"),
        "DTPR" => (("DELT", "Deltakere"), "Deltaker med delt ansvar"),
        "DTSO" => (("DELT", "Deltakere"), "Deltaker med fullt ansvar"),
        "EIKM" => (("EIKM", "Eierkommune"), "Eierkommune"),
        "FFØR" => (("FFØR", "Forretningsfører"), "Forretningsfører"),
        "INNH" => (("INNH", "Innehaver"), "Innehaver"),
        "KDEB" => (("KDEB", "Konkursdebitor"), "Konkursdebitor"),
        "KEMN" => (("KEMN", "Kemner"), "Kemner"),
        "KNUF" => (("KNUF", "Kontaktperson i NUF"), "Kontaktperson i NUF"),
        "KOMK" => (("KOMK", "Kontaktperson i kommune"), "Kontaktperson i kommune"),
        "KOMP" => (("KOMP", "Komplementar"), "Komplementar"),
        "KONT" => (("KONT", "Kontaktperson"), "Kontaktperson"),
        "REGN" => (("REGN", "Regnskapsfører"), "Regnskapsfører"),
        "REPR" => {
            (("REPR", "Norsk representant for utenlandsk enhet"), "Norsk representant for utenlandsk enhet")
        }
        "REVI" => (("REVI", "Revisor"), "Revisor"),
        _ => return None,
    };
    Some(RoleKind { group, group_name, name })
}

#[cfg(test)]
mod tests {
    use super::super::super::roles::{ROLES, Source};
    use super::*;

    #[test]
    fn every_role_of_the_register_has_a_name_and_no_right_by_hand_has_one() {
        for role in ROLES {
            assert_eq!(role_kind(role.code).is_some(), role.source == Source::Register, "{}", role.code);
        }
    }

    #[test]
    fn a_form_stands_in_the_list_once() {
        assert!(FORMS.iter().map(|form| form.code).is_sorted_by(|a, b| a < b));
        assert_eq!((form_name("AS"), form_name("XYZ")), ("Aksjeselskap", "XYZ"));
    }
}
