package identifier

// ownScheme and ownPaper are how links begin that the system hands to Offprint:
// "offprint://paper/2411.19865".
const (
	ownScheme = "offprint:"
	ownPaper  = "offprint://paper/"
)

// IsLink says whether text is a link for Offprint, whatever follows.
func IsLink(text string) bool { return hasPrefix(text, ownScheme) }

// Link reads a link for Offprint. Such links come from any page that a reader
// looks at, so that nothing but an identifier as Exact reads it may stand in
// one: no query, no other host, no percent sign. The error is an *Error.
func Link(text string) (ID, error) {
	id, why := ownLink(text)
	if why != "" {
		return ID{}, &Error{Text: clip(text), Why: why}
	}
	return id, nil
}

func ownLink(text string) (ID, Why) {
	rest, ok := cutPrefix(text, ownPaper)
	if !ok {
		return ID{}, NoLink
	}
	id, why := exact(rest)
	if why == NoIdentifier {
		why = NoLink
	}
	return id, why
}
