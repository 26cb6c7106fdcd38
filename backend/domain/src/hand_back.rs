//! What goes back to the systems that others keep: for which of them, and what.

coded! {
    /// A system in which work done here is entered by hand.
    pub enum HandBackTarget {
        /// TPMAP Logbook.
        TpmapLogbook = "tpmap_logbook",
        /// ThaiQM.
        Thaiqm = "thaiqm",
    }
}

coded! {
    /// What is entered there.
    pub enum HandBackKind {
        /// Help that was given.
        Help = "help",
        /// The class of a household.
        Class = "class",
        /// A household that no list names.
        Household = "household",
    }
}

coded! {
    /// What stands in a column of the workbook that is entered from, in the order that the system's own has.
    pub enum HandBackColumn {
        /// Whether it is help, a class or a household.
        Kind = "kind",
        /// The short number of the household.
        ShortNumber = "short_number",
        /// Its house code.
        HouseCode = "house_code",
        /// Who heads it.
        Head = "head",
        /// Its house number.
        HouseNo = "house_no",
        /// Its village number.
        Moo = "moo",
        /// The area it lies in.
        Place = "place",
        /// What is to be entered, in words.
        Text = "text",
        /// The project of help.
        Project = "project",
        /// What help was worth, in baht.
        Value = "value_satang",
        /// The day.
        Day = "day",
    }
}
