//! How deep brackets stand in one another in a document that was parsed, of whichever kind.

use async_graphql::parser::types::{
    BaseType, Directive, ExecutableDocument, Field, Selection, SelectionSet, Type, VariableDefinition,
};
use async_graphql::{Positioned, Value};

/// A part of a document.
#[derive(Clone, Copy)]
enum Part<'a> {
    Set(&'a SelectionSet),
    Field(&'a Field),
    Type(&'a Type),
}

/// Parts still to be looked at, each with the number of brackets around it.
struct Depth<'a> {
    parts: Vec<(Part<'a>, usize)>,
    deepest: usize,
}

/// The deepest nesting of selections, arguments, lists and objects of any operation or fragment.
pub(super) fn nesting(document: &ExecutableDocument) -> usize {
    let mut depth = Depth { parts: Vec::new(), deepest: 0 };
    for (_, operation) in document.operations.iter() {
        depth.variables(&operation.node.variable_definitions);
        depth.directives(&operation.node.directives, 0);
        depth.parts.push((Part::Set(&operation.node.selection_set.node), 0));
    }
    for fragment in document.fragments.values() {
        depth.directives(&fragment.node.directives, 0);
        depth.parts.push((Part::Set(&fragment.node.selection_set.node), 0));
    }
    while let Some((part, around)) = depth.parts.pop() {
        depth.deepest = depth.deepest.max(around);
        match part {
            Part::Set(set) => set.items.iter().for_each(|it| depth.selection(&it.node, around + 1)),
            Part::Field(field) => {
                depth.arguments(field, around);
                depth.directives(&field.directives, around);
                depth.parts.push((Part::Set(&field.selection_set.node), around));
            }
            Part::Type(Type { base: BaseType::List(of), .. }) => {
                depth.parts.push((Part::Type(of), around + 1));
            }
            Part::Type(Type { base: BaseType::Named(_), .. }) => {}
        }
    }
    depth.deepest
}

impl<'a> Depth<'a> {
    fn selection(&mut self, selection: &'a Selection, around: usize) {
        self.deepest = self.deepest.max(around);
        match selection {
            Selection::Field(field) => self.parts.push((Part::Field(&field.node), around)),
            Selection::InlineFragment(inline) => {
                self.directives(&inline.node.directives, around);
                self.parts.push((Part::Set(&inline.node.selection_set.node), around));
            }
            Selection::FragmentSpread(spread) => self.directives(&spread.node.directives, around),
        }
    }

    fn variables(&mut self, definitions: &'a [Positioned<VariableDefinition>]) {
        for definition in definitions {
            self.directives(&definition.node.directives, 1);
            self.parts.push((Part::Type(&definition.node.var_type.node), 1));
            if let Some(default) = &definition.node.default_value {
                self.value(&default.node, 1);
            }
        }
    }

    fn directives(&mut self, directives: &[Positioned<Directive>], around: usize) {
        for directive in directives {
            for (_, value) in &directive.node.arguments {
                let written = value.node.clone().into_const_with(|_| Ok::<_, ()>(Value::Null));
                self.value(&written.unwrap_or_default(), around + 1);
            }
        }
    }

    fn arguments(&mut self, field: &Field, around: usize) {
        for (_, value) in &field.arguments {
            let written = value.node.clone().into_const_with(|_| Ok::<_, ()>(Value::Null));
            self.value(&written.unwrap_or_default(), around + 1);
        }
    }

    fn value(&mut self, value: &Value, around: usize) {
        let mut values = vec![(value, around)];
        while let Some((value, around)) = values.pop() {
            self.deepest = self.deepest.max(around);
            match value {
                Value::List(of) => {
                    self.deepest = self.deepest.max(around + 1);
                    values.extend(of.iter().map(|it| (it, around + 1)));
                }
                Value::Object(of) => {
                    self.deepest = self.deepest.max(around + 1);
                    values.extend(of.values().map(|it| (it, around + 1)));
                }
                Value::Null
                | Value::Number(_)
                | Value::String(_)
                | Value::Boolean(_)
                | Value::Binary(_)
                | Value::Enum(_) => {}
            }
        }
    }
}
