// Package feed is the papers out there: Hugging Face's daily papers over HTTP.
//
// It asks, waits and asks again where the server wants that, bounds what it
// reads, decodes it strictly and cleans it once. What comes out are this
// package's own types; nothing of the server's shape leaves the package, and
// nothing that the server sent is trusted: an identifier is checked, a link is
// http or https or gone, text has no control characters.
//
// The package knows no library and no window: app/refresh is where a paper out
// there becomes a paper kept. How text is cleaned is in plaintext; a server to
// test against is in feedtest.
package feed
