//! What a document may ask for: checked once it is parsed, and before validation, which is exponential in fragments.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, FragmentDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Value, Variables};

use super::lists;
use crate::base::page::{DEFAULT_FIRST, MOST_FIRST};

/// How much one request may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Longest document, in bytes.
    pub query_bytes: usize,
    /// Deepest nesting of brackets of any kind.
    pub nesting: usize,
    /// Most tokens.
    pub tokens: usize,
    /// Deepest nesting of fields.
    pub depth: u64,
    /// Most aliases, fragments expanded.
    pub aliases: u64,
    /// Most fields, fragments expanded.
    pub fields: u64,
    /// Most fields when each page is as long as it may be.
    pub complexity: u64,
    /// Most directives on one field.
    pub directives_a_field: usize,
    /// Most directives in a document.
    pub directives: usize,
    /// Most operations in a document.
    pub operations: usize,
    /// Most fragments in a document, and deepest nesting of them.
    pub fragments: usize,
    /// Longest list in a value.
    pub items: usize,
    /// Longest list of the cases of a selection.
    pub cases: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            query_bytes: 32 * 1024,
            nesting: 32,
            tokens: 2_000,
            depth: 15,
            aliases: 15,
            fields: 3_000,
            complexity: 20_000,
            directives_a_field: 5,
            directives: 20,
            operations: 10,
            fragments: 20,
            items: 100,
            cases: 500,
        }
    }
}

/// Why a document is not even looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TooMuch {
    #[error("the document is too long")]
    Bytes,
    #[error("the document is nested too deep")]
    Nesting,
    #[error("the document has too many tokens")]
    Tokens,
    #[error("the document selects too deep")]
    Depth,
    #[error("the document has too many aliases")]
    Aliases,
    #[error("the document selects too many fields")]
    Fields,
    #[error("the document could answer with too many records")]
    Complexity,
    #[error("the document has too many directives")]
    Directives,
    #[error("the document has too many operations")]
    Operations,
    #[error("a request has exactly one mutation, and watches one thing")]
    Mutations,
    #[error("fragments may not contain themselves")]
    Fragments,
    #[error("the document has too many fragments")]
    ManyFragments,
    #[error("a list is too long")]
    Items,
}

/// What a selection comes to with its fragments expanded.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    fields: u64,
    complexity: u64,
    aliases: u64,
    depth: u64,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.fields = self.fields.saturating_add(other.fields);
        self.complexity = self.complexity.saturating_add(other.complexity);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.depth = self.depth.max(other.depth);
    }
}

/// Counts what every operation selects, each fragment once.
pub(crate) fn check(
    document: &ExecutableDocument,
    variables: &Variables,
    limits: &Limits,
) -> Result<(), TooMuch> {
    if document.operations.iter().count() > limits.operations {
        return Err(TooMuch::Operations);
    }
    if document.fragments.len() > limits.fragments {
        return Err(TooMuch::ManyFragments);
    }
    lists::check(document, variables, limits)?;
    let mut count = Count {
        fragments: &document.fragments,
        variables,
        limits,
        known: HashMap::new(),
        open: HashSet::new(),
        n_directives: 0,
    };
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        let set = &operation.selection_set.node;
        if operation.ty != OperationType::Query && !has_one_root(set) {
            return Err(TooMuch::Mutations);
        }
        count.directives(&operation.directives)?;
        let sum = count.set(set)?;
        if sum.depth > limits.depth {
            return Err(TooMuch::Depth);
        }
        if sum.fields > limits.fields {
            return Err(TooMuch::Fields);
        }
        if sum.aliases > limits.aliases {
            return Err(TooMuch::Aliases);
        }
        if sum.complexity > limits.complexity {
            return Err(TooMuch::Complexity);
        }
    }
    Ok(())
}

/// One field, and `__typename` beside it if a client must.
fn has_one_root(set: &SelectionSet) -> bool {
    let mut n_roots = 0;
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => n_roots += i32::from(field.node.name.node != "__typename"),
            Selection::InlineFragment(_) | Selection::FragmentSpread(_) => return false,
        }
    }
    n_roots == 1
}

struct Count<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    variables: &'a Variables,
    limits: &'a Limits,
    known: HashMap<&'a str, Sum>,
    open: HashSet<&'a str>,
    n_directives: usize,
}

impl<'a> Count<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Result<Sum, TooMuch> {
        let mut sum = Sum::default();
        for item in &set.items {
            sum.add(match &item.node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.node.directives)?;
                    let mut inner = self.set(&inline.node.selection_set.node)?;
                    inner.fields = inner.fields.saturating_add(1);
                    inner
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.node.directives)?;
                    // A spread counts even where it selects nothing: validation would expand it all the same.
                    let mut inner = self.fragment(spread.node.fragment_name.node.as_str())?;
                    inner.fields = inner.fields.saturating_add(1);
                    inner
                }
            });
            if sum.fields > self.limits.fields {
                return Err(TooMuch::Fields);
            }
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field) -> Result<Sum, TooMuch> {
        self.directives(&field.directives)?;
        let set = &field.selection_set.node;
        let mut sum = self.set(set)?;
        sum.complexity = sum.complexity.saturating_mul(self.page_size(field, set)).saturating_add(1);
        sum.fields = sum.fields.saturating_add(1);
        sum.aliases = sum.aliases.saturating_add(u64::from(field.alias.is_some()));
        sum.depth = sum.depth.saturating_add(1);
        Ok(sum)
    }

    /// How often a field's selection may be answered: its `first`, or the default of a page.
    fn page_size(&self, field: &Field, set: &SelectionSet) -> u64 {
        let asked =
            field.arguments.iter().find(|(name, _)| name.node == "first").map(|(_, value)| &value.node);
        let number = match asked {
            // A variable that is not sent may have any default.
            Some(value) => value.clone().into_const_with(|name| {
                Ok::<_, ()>(self.variables.get(&name).cloned().unwrap_or_else(|| MOST_FIRST.into()))
            }),
            None if self.is_page(set, &mut HashSet::new()) => return DEFAULT_FIRST.into(),
            None => return 1,
        };
        match number {
            Ok(Value::Number(number)) => {
                number.as_u64().unwrap_or(u64::from(MOST_FIRST)).clamp(1, MOST_FIRST.into())
            }
            _ => DEFAULT_FIRST.into(),
        }
    }

    fn fragment(&mut self, name: &'a str) -> Result<Sum, TooMuch> {
        if let Some(sum) = self.known.get(name) {
            return Ok(*sum);
        }
        if self.open.len() >= self.limits.fragments || !self.open.insert(name) {
            return Err(TooMuch::Fragments);
        }
        let sum = match self.fragments.get(name) {
            Some(fragment) => self.set(&fragment.node.selection_set.node)?,
            None => Sum::default(),
        };
        self.open.remove(name);
        self.known.insert(name, sum);
        Ok(sum)
    }

    fn directives(&mut self, directives: &[Positioned<Directive>]) -> Result<(), TooMuch> {
        self.n_directives += directives.len();
        if directives.len() > self.limits.directives_a_field || self.n_directives > self.limits.directives {
            return Err(TooMuch::Directives);
        }
        Ok(())
    }

    /// True for what selects like a page of records, in itself or in its fragments, each looked at once.
    fn is_page(&self, set: &'a SelectionSet, seen: &mut HashSet<&'a str>) -> bool {
        set.items.iter().any(|item| match &item.node {
            Selection::Field(field) => field.node.name.node == "nodes",
            Selection::InlineFragment(inline) => self.is_page(&inline.node.selection_set.node, seen),
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                let fragment = self.fragments.get(name).filter(|_| seen.insert(name));
                fragment.is_some_and(|it| self.is_page(&it.node.selection_set.node, seen))
            }
        })
    }
}
