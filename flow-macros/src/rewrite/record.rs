//! What the laws have done.

/// What was done, in words that the summary shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record(Vec<String>);

impl Record {
    /// What happens to every copy of a repeated element is said once.
    pub(super) fn note(&mut self, what: String) {
        if !self.0.contains(&what) {
            self.0.push(what);
        }
    }

    pub(crate) fn lines(&self) -> &[String] {
        &self.0
    }
}
