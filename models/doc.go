// Package models is the library: what is kept, and every rule about it.
//
// One SQLite file holds the papers that came with the feed and, apart from
// them, what the reader wrote: the reading list, tags, notes. GORM and SQLite
// live here and nowhere else. Every change of the reader's data is a labelled
// step that can be undone; feed data may be fetched again and are no steps.
//
// The package knows no network and no window. Formats that a library leaves in
// are under formats, names of authors and citation keys under citation.
package models
