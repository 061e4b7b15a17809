//! Snapshots that were shared, by the revisions that they show.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use bimetal_document::Revision;
use bimetal_locks::{Mutex, lock};

use crate::view::View;

/// Where a handle finds what another handle on the folder looks at. It keeps nothing open by itself.
#[derive(Default)]
pub(crate) struct SharedViews {
    views: Mutex<HashMap<Revision, Vec<Weak<View>>>>,
}

impl SharedViews {
    /// Lets others find a view for as long as it is open.
    pub(crate) fn add(&self, view: &Arc<View>) {
        let mut views = lock(&self.views);
        views.retain(|_, views| {
            views.retain(is_open);
            !views.is_empty()
        });
        views.entry(view.revision).or_default().push(Arc::downgrade(view));
    }

    /// An open view of a revision: of several the one that was shared first.
    pub(crate) fn find(&self, revision: Revision) -> Option<Arc<View>> {
        let views = lock(&self.views);
        let found = views.get(&revision)?.iter().filter_map(Weak::upgrade);
        found.into_iter().find(|view| view.engine().is_ok())
    }
}

fn is_open(view: &Weak<View>) -> bool {
    view.upgrade().is_some_and(|view| view.engine().is_ok())
}
