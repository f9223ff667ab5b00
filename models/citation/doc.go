// Package citation knows how the names of authors are made up and how a
// citation key is made from a paper. It works on strings alone: which keys are
// already given, and how a name is written in one format or another, is known
// elsewhere.
package citation
