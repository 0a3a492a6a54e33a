//! Pages of a list by the position of their neighbours, so that every page costs the same.

use sea_orm::Order;

use crate::kernel::cursor::{Binding, Cursor, Direction, Position};

/// Which page of a list is asked for.
#[derive(Clone, Debug)]
pub struct Keyset<P> {
    /// Where it lies; none for the first page.
    pub cursor: Option<Cursor<P>>,
    /// How many items it has at most.
    pub limit: u32,
}

impl<P: Position + Clone> Keyset<P> {
    /// How many rows to ask for: one more than shown, which tells whether there are others.
    #[must_use]
    pub fn rows(&self) -> u64 {
        u64::from(self.limit) + 1
    }

    /// The order to read in, for a list that is shown in `shown` order.
    #[must_use]
    pub fn reading_order(&self, shown: Order) -> Order {
        match (self.direction(), shown) {
            (Direction::After, shown) => shown,
            (Direction::Before, Order::Asc) => Order::Desc,
            (Direction::Before, _) => Order::Asc,
        }
    }

    /// The position next to the page, if it is not the first.
    #[must_use]
    pub fn position(&self) -> Option<&P> {
        self.cursor.as_ref().map(|cursor| &cursor.position)
    }

    /// Which side of that position the page lies on.
    fn direction(&self) -> Direction {
        self.cursor.as_ref().map_or(Direction::After, |cursor| cursor.direction)
    }

    /// Makes the page of the rows that were read in reading order.
    #[must_use]
    pub fn page<T>(&self, rows: Vec<T>, binding: Binding, position: impl Fn(&T) -> P) -> Page<T> {
        self.page_up_to(rows, None, binding, position)
    }

    /// The same of rows that were looked for up to a position: a page that is not full goes on from there.
    #[must_use]
    pub fn page_up_to<T>(
        &self,
        mut rows: Vec<T>,
        end: Option<P>,
        binding: Binding,
        position: impl Fn(&T) -> P,
    ) -> Page<T> {
        let is_full = rows.len() > self.limit as usize;
        rows.truncate(self.limit as usize);
        let end = end.filter(|_| !is_full);
        let more = is_full || end.is_some();
        let near = rows.first().map(&position).or_else(|| end.clone());
        let far = end.or_else(|| rows.last().map(&position));
        let cursor =
            |position: Option<P>, direction| position.map(|at| Cursor { direction, position: at }.encode(binding));
        let (prev, next) = match self.direction() {
            Direction::After => (near.filter(|_| self.cursor.is_some()), far.filter(|_| more)),
            Direction::Before => {
                rows.reverse();
                (far.filter(|_| more), near)
            }
        };
        Page { rows, next: cursor(next, Direction::After), prev: cursor(prev, Direction::Before) }
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// Its rows, in the order they are shown in.
    pub rows: Vec<T>,
    /// The cursor of the page that follows.
    pub next: Option<String>,
    /// The cursor of the page before.
    pub prev: Option<String>,
}
