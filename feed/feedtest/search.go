package feedtest

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf16"
)

// search answers GET /api/papers/search: the papers, newest day first, that
// have all the words asked for, or are the one identifier.
func (h *Handler) search(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	limit, complaint := number(q.Get("limit"), "limit", 20, 1, 120)
	text := q.Get("q")
	if complaint == "" && len(utf16.Encode([]rune(text))) > 250 {
		complaint = "✖ Too big: expected string to have <=250 characters\n  → at q"
	}
	if complaint != "" {
		h.complain(w, r, http.StatusBadRequest, complaint)
		return
	}
	answer := []any{}
	for _, day := range slices.Backward(h.days) {
		for _, item := range h.items[day] {
			if len(answer) < limit && fits(item, strings.Fields(strings.ToLower(text))) {
				answer = append(answer, atHome(item, base(r)))
			}
		}
	}
	h.answer(w, r, http.StatusOK, answer)
}

func fits(item any, words []string) bool {
	paper := child(item, "paper")
	parts := []string{}
	for _, key := range []string{"id", "title", "summary"} {
		part, _ := paper[key].(string)
		parts = append(parts, part)
	}
	authors, _ := paper["authors"].([]any)
	for _, author := range authors {
		o, _ := author.(object)
		name, _ := o["name"].(string)
		parts = append(parts, name)
	}
	all := strings.ToLower(strings.Join(parts, "\n"))
	for _, word := range words {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return len(words) > 0
}
