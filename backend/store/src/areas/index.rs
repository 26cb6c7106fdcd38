//! Which area a row of a file speaks of: all areas in memory, found by code and by names within their parent.

use std::collections::HashMap;

use phonjon_domain::area::{AreaCode, AreaLevel};
use phonjon_domain::ids::{AreaId, HomeProvince};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::name_key;
use crate::error::StoreError;
use crate::sql;

/// What a row says about where a household lives; what it does not say is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AreaQuery<'a> {
    /// Province, with or without prefix.
    pub province: Option<&'a str>,
    /// District.
    pub amphoe: Option<&'a str>,
    /// Subdistrict.
    pub tambon: Option<&'a str>,
    /// Village number.
    pub moo: Option<i64>,
    /// Village name.
    pub village: Option<&'a str>,
    /// Village code, or that of a larger area.
    pub code: Option<&'a str>,
}

/// What the code of a row is worth beside its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeSays {
    /// There is no code.
    Nothing,
    /// The code is known and the names do not speak against it.
    Agrees,
    /// No area bears the code, or it is no code: the names decided.
    Unknown,
    /// The code is another place than the names: the names decided.
    Contradicts,
}

/// The deepest area that a row names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// The area.
    pub area: AreaId,
    /// How deep it lies.
    pub level: AreaLevel,
    /// The province that a record made here is kept under.
    pub home_province: HomeProvince,
    /// What the code was worth.
    pub code: CodeSays,
    /// The first level whose name was given, but not found, not found once, or not what the village number says.
    pub unmatched: Option<AreaLevel>,
    /// True where the area, or what it lies in, bears another name at that level: the rest of the row decided. Names of
    /// villages are written in too many ways to tell.
    pub is_called_otherwise: bool,
}

#[derive(Debug)]
struct Node {
    id: AreaId,
    code: Option<String>,
    level: AreaLevel,
    parent: Option<usize>,
    home: i16,
    key: Option<String>,
}

/// All areas, for resolving many rows.
#[derive(Debug, Default)]
pub struct AreaIndex {
    nodes: Vec<Node>,
    by_id: HashMap<AreaId, usize>,
    by_code: HashMap<String, usize>,
    by_name: HashMap<(AreaLevel, String), Vec<usize>>,
}

impl AreaIndex {
    /// Loads all areas that there are now. A code that one other area has taken over leads there.
    ///
    /// # Errors
    ///
    /// The database's own.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self, StoreError> {
        let mut index = Self::default();
        let sql = "select id, code, level, parent_id, home_province, name_key, name_en from area
            where valid_until is null and kind = 'administrative' order by length(coalesce(code, '')), code";
        for row in &sql::rows(db, sql, vec![]).await? {
            let level: String = row.try_get_by_index(2)?;
            let parent: Option<Uuid> = row.try_get_by_index(3)?;
            let name_en: Option<String> = row.try_get_by_index(6)?;
            let node = Node {
                id: AreaId(row.try_get_by_index(0)?),
                code: row.try_get_by_index(1)?,
                level: AreaLevel::from_code(&level)
                    .ok_or(StoreError::Corrupt { what: "area", why: format!("level `{level}`") })?,
                parent: parent.and_then(|it| index.by_id.get(&AreaId(it)).copied()),
                home: row.try_get_by_index(4)?,
                key: row.try_get_by_index(5)?,
            };
            let level = node.level;
            let at = index.add(node);
            if let Some(name) = name_en.filter(|_| level != AreaLevel::Village) {
                index.call(at, level, name_key(level, &name));
            }
        }
        index.load_aliases(db).await?;
        index.load_successors(db).await?;
        Ok(index)
    }

    async fn load_aliases(&mut self, db: &impl ConnectionTrait) -> Result<(), StoreError> {
        for row in &sql::rows(db, "select area_id, alias_key from area_alias", vec![]).await? {
            let (id, key): (Uuid, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            if let Some(&at) = self.by_id.get(&AreaId(id)) {
                self.call(at, self.nodes[at].level, key);
            }
        }
        Ok(())
    }

    async fn load_successors(&mut self, db: &impl ConnectionTrait) -> Result<(), StoreError> {
        let sql = "select a.code, s.successor_id from area a join area_successor s on s.area_id = a.id
            where a.valid_until is not null and a.code is not null";
        let mut heirs: HashMap<String, Vec<AreaId>> = HashMap::new();
        for row in &sql::rows(db, sql, vec![]).await? {
            heirs.entry(row.try_get_by_index(0)?).or_default().push(AreaId(row.try_get_by_index(1)?));
        }
        for (code, heirs) in heirs {
            if let ([heir], false) = (heirs.as_slice(), self.by_code.contains_key(&code))
                && let Some(&at) = self.by_id.get(heir)
            {
                self.by_code.insert(code, at);
            }
        }
        Ok(())
    }

    /// Knows areas from now on that are made, or would be.
    pub fn know(&mut self, made: &[(AreaId, AreaCode)]) {
        for (id, code) in made {
            if self.by_id.contains_key(id) {
                continue;
            }
            let parent = code.parent().and_then(|it| self.by_code.get(it.as_str()).copied());
            self.add(Node {
                id: *id,
                code: Some(code.as_str().to_owned()),
                level: code.level(),
                parent: parent.or_else(|| self.by_id.get(&super::country_id()).copied()),
                home: code.province(),
                key: None,
            });
        }
    }

    /// The code that a row gives and no area bears yet, where the row's names do not speak against it: a village
    /// to be made.
    pub fn unseen(&self, query: &AreaQuery<'_>) -> Option<AreaCode> {
        let code = AreaCode::parse(query.code?.trim()).ok()?;
        let new_village = code.level() == AreaLevel::Village
            && !code.as_str().ends_with("00")
            && !self.by_code.contains_key(code.as_str());
        let known = std::iter::successors(code.parent(), AreaCode::parent)
            .find_map(|it| self.by_code.get(it.as_str()).copied())?;
        let (named, _) = self.by_names(query, AreaLevel::Subdistrict);
        let agrees = named.is_none_or(|it| self.lies_in(known, it) || self.nameless_below(it, &code));
        let moo_agrees = query.moo.is_none_or(|moo| code.as_str().ends_with(&format!("{moo:02}")));
        (new_village && agrees && moo_agrees).then_some(code)
    }

    /// True where the named area is an ancestor of the code by the code's own digits.
    fn nameless_below(&self, named: usize, code: &AreaCode) -> bool {
        self.nodes[named].code.as_deref().is_some_and(|it| code.as_str().starts_with(it))
    }

    /// The deepest area that a row names, or `None` where not even its province is found.
    pub fn resolve(&self, query: &AreaQuery<'_>) -> Option<Resolved> {
        let (named, unmatched) = self.by_names(query, AreaLevel::Village);
        let text = query.code.map(str::trim).filter(|it| !it.is_empty());
        let coded = text.and_then(|it| self.at_code(it));
        let (at, code) = match (coded, named) {
            (Some(coded), Some(named)) if self.lies_in(coded, named) => (coded, CodeSays::Agrees),
            (Some(coded), Some(named)) if self.lies_in(named, coded) => (named, CodeSays::Agrees),
            (Some(_), Some(named)) => (named, CodeSays::Contradicts),
            (Some(coded), None) => (coded, CodeSays::Agrees),
            (None, Some(named)) if text.is_some() => (named, CodeSays::Unknown),
            (None, Some(named)) => (named, CodeSays::Nothing),
            (None, None) => return None,
        };
        let is_called_otherwise = self.is_called_otherwise(at, unmatched);
        let node = &self.nodes[at];
        Some(Resolved {
            area: node.id,
            level: node.level,
            home_province: HomeProvince(node.home),
            code,
            unmatched,
            is_called_otherwise,
        })
    }

    /// The area that bears a code, perhaps padded with zeros.
    pub fn by_code(&self, code: &str) -> Option<AreaId> {
        self.at_code(code).map(|at| self.nodes[at].id)
    }

    /// The code of an area.
    pub fn code(&self, id: AreaId) -> Option<&str> {
        self.nodes[*self.by_id.get(&id)?].code.as_deref()
    }

    /// The name of an area, without its prefix; none where nothing has named it.
    pub fn name(&self, id: AreaId) -> Option<&str> {
        self.nodes[*self.by_id.get(&id)?].key.as_deref()
    }

    /// How many areas there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    fn at_code(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).copied().or_else(|| {
            let code = AreaCode::parse_padded(code).ok()?;
            self.by_code.get(code.as_str()).copied()
        })
    }

    fn add(&mut self, node: Node) -> usize {
        let at = self.nodes.len();
        self.by_id.insert(node.id, at);
        if let Some(code) = &node.code {
            self.by_code.insert(code.clone(), at);
        }
        let named = node.key.clone().map(|key| (node.level, key));
        self.nodes.push(node);
        if let Some((level, key)) = named {
            self.call(at, level, key);
        }
        at
    }

    fn call(&mut self, at: usize, level: AreaLevel, key: String) {
        let bearers = self.by_name.entry((level, key)).or_default();
        if !bearers.contains(&at) {
            bearers.push(at);
        }
    }

    fn lies_in(&self, at: usize, ancestor: usize) -> bool {
        std::iter::successors(Some(at), |it| self.nodes[*it].parent).any(|it| it == ancestor)
    }

    /// The deepest area that the names lead to, not below `deepest`, and the first level that failed.
    fn by_names(&self, query: &AreaQuery<'_>, deepest: AreaLevel) -> (Option<usize>, Option<AreaLevel>) {
        let (mut at, mut unmatched) = (None, None);
        let names = [
            (AreaLevel::Province, query.province),
            (AreaLevel::District, query.amphoe),
            (AreaLevel::Subdistrict, query.tambon),
        ];
        for (level, name) in names {
            let Some(name) = name.filter(|it| !it.trim().is_empty()) else { continue };
            match self.within(at, level, name) {
                Some(found) => at = Some(found),
                None => unmatched = unmatched.or(Some(level)),
            }
        }
        if let Some(subdistrict) = at.filter(|it| self.nodes[*it].level == AreaLevel::Subdistrict)
            && deepest == AreaLevel::Village
        {
            let (village, fits) = self.village(subdistrict, query);
            at = village.or(at);
            unmatched = unmatched.or((!fits).then_some(AreaLevel::Village));
        }
        (at, unmatched)
    }

    fn is_called_otherwise(&self, at: usize, unmatched: Option<AreaLevel>) -> bool {
        let Some(level) = unmatched.filter(|it| *it < AreaLevel::Village) else { return false };
        std::iter::successors(Some(at), |it| self.nodes[*it].parent)
            .any(|it| self.nodes[it].level == level && self.nodes[it].key.is_some())
    }

    /// The only area of a name at a level within another, or anywhere.
    fn within(&self, at: Option<usize>, level: AreaLevel, name: &str) -> Option<usize> {
        let key = name_key(level, name);
        if let Some(found) = self.only(at, level, &key) {
            return Some(found);
        }
        // เมือง is the district of the province's own name, or the province's first district.
        let province =
            at.filter(|it| level == AreaLevel::District && self.nodes[*it].level == AreaLevel::Province)?;
        let of_province = self.nodes[province].key.as_deref().unwrap_or_default();
        if key != "เมือง" && key != format!("เมือง{of_province}") {
            return None;
        }
        self.only(at, level, &format!("เมือง{of_province}"))
            .or_else(|| self.only(at, level, "เมือง"))
            .or_else(|| self.by_code.get(&format!("{}01", self.nodes[province].code.as_deref()?)).copied())
    }

    fn only(&self, at: Option<usize>, level: AreaLevel, key: &str) -> Option<usize> {
        let bearers = self.by_name.get(&(level, key.to_owned()))?;
        let mut found = bearers.iter().filter(|it| at.is_none_or(|at| self.lies_in(**it, at)));
        match (found.next(), found.next()) {
            (Some(one), None) => Some(*one),
            _ => None,
        }
    }

    /// The village by number and name within its subdistrict, and whether everything said about it fits.
    fn village(&self, subdistrict: usize, query: &AreaQuery<'_>) -> (Option<usize>, bool) {
        let key = query.village.map(|it| name_key(AreaLevel::Village, it)).filter(|it| !it.is_empty());
        let named = key.as_deref().and_then(|it| self.only(Some(subdistrict), AreaLevel::Village, it));
        let Some(moo) = query.moo else { return (named, named.is_some() == key.is_some()) };
        let numbered = self.nodes[subdistrict]
            .code
            .as_deref()
            .and_then(|code| self.by_code.get(&format!("{code}{moo:02}")).copied());
        let Some(numbered) = numbered else { return (None, false) };
        // The number decides: villages of one subdistrict may share a name.
        let fits = match (&key, &self.nodes[numbered].key) {
            (Some(key), Some(own)) => key == own || self.bears(numbered, key),
            _ => true,
        };
        (Some(numbered), fits)
    }

    fn bears(&self, at: usize, key: &str) -> bool {
        self.by_name.get(&(AreaLevel::Village, key.to_owned())).is_some_and(|it| it.contains(&at))
    }
}
