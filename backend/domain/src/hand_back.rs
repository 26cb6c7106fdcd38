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
