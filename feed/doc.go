// Package feed is the papers out there: Hugging Face's daily papers over HTTP.
//
// It reads lists of days, weeks and months, of what is trending and of what one
// user put on them, searches, and single papers. It bounds what it reads,
// decodes it strictly and cleans it once. What comes out are this
// package's own types; nothing of the server's shape leaves the package, and
// nothing that the server sent is trusted: an identifier is checked, a link is
// http or https or gone, text has no control characters.
//
// The package knows no library and no window: app/refresh is where a paper out
// there becomes a paper kept. When a request may go, and whether it goes again,
// is decided in gate; arXiv's own answers are in arxiv, what an identifier is in
// identifier, how text is cleaned in plaintext, and a server to test against in
// feedtest.
package feed
