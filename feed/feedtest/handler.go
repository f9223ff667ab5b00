// Package feedtest is a server that answers as Hugging Face's daily papers do,
// from a folder of recorded days, and as arXiv does, from entries that it is
// given. Tests, the demo and the benchmarks use it.
//
// It knows the questions that package feed asks, and fails on demand in the
// ways in which the real server and the networks on the way fail. It imports
// nothing of the project, so that a mistake in reading cannot hide in it.
package feedtest

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const dayForm = "2006-01-02"

// Option changes how a Handler answers.
type Option func(*Handler)

// Today sets the newest day, "YYYY-MM-DD", whose list is open: the lists of
// later days are answered with status 400. Without it, that is the newest
// recorded day.
func Today(day string) Option { return func(h *Handler) { h.today = day } }

// LaterDaysEmpty answers for the days after today with an empty list in place
// of status 400; the real server does both at times.
func LaterDaysEmpty() Option { return func(h *Handler) { h.laterEmpty = true } }

// ShiftTo presents the newest recorded day as day, "YYYY-MM-DD", and every
// other recorded day as many days later as that one, submittedOnDailyAt too.
// The days on arXiv stay, and so a shifted list may stand on a Sunday. Unless
// Today says otherwise, day is today.
func ShiftTo(day string) Option { return func(h *Handler) { h.shiftTo = day } }

// Handler answers the requests. It is safe for concurrent use.
type Handler struct {
	today, shiftTo string
	laterEmpty     bool
	addr           string // of Start

	days    []string          // as presented, oldest first
	items   map[string][]any  // day → items in recorded order
	papers  map[string]object // identifier → newest paper
	entries map[string]Entry  // identifier → what arXiv knows of it
	arxiv   fs.FS             // recorded answers of arXiv, or nil
	answers map[string]answer // id_list → recorded answer
	quotas  map[string]*quota // what is counted, by its name
	closing chan struct{}     // ends requests that hang

	mu       sync.Mutex
	faults   []*Fault
	requests []Request
	pictures map[string][]byte
}

type object = map[string]any

// Request is a request that was answered.
type Request struct {
	Path   string // with the query
	Header http.Header
	// At is when it came, and Refused says that it was one too many of a Quota.
	At      time.Time
	Refused bool
}

// New reads the recorded days, the files YYYY-MM-DD.json at the root of fsys,
// each the answer to GET /api/daily_papers?date=YYYY-MM-DD. Other files are
// left alone.
func New(fsys fs.FS, options ...Option) (*Handler, error) {
	h := &Handler{
		items:    map[string][]any{},
		papers:   map[string]object{},
		entries:  map[string]Entry{},
		answers:  map[string]answer{},
		quotas:   map[string]*quota{},
		pictures: map[string][]byte{},
		closing:  make(chan struct{}),
	}
	for _, option := range options {
		option(h)
	}
	if err := h.read(fsys); err != nil {
		return nil, err
	}
	if err := h.readAnswers(); err != nil {
		return nil, err
	}
	return h, nil
}

// read loads the days under the names by which they are presented.
func (h *Handler) read(fsys fs.FS) error {
	names, err := fs.Glob(fsys, "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].json")
	if err != nil {
		return fmt.Errorf("looking for recorded days: %w", err)
	}
	slices.Sort(names)
	for _, day := range []string{h.today, h.shiftTo} {
		if _, err := time.Parse(dayForm, day); day != "" && err != nil {
			return fmt.Errorf("reading the day that is today: %w", err)
		}
	}
	shift := 0
	if h.shiftTo != "" && len(names) > 0 {
		to, err := time.Parse(dayForm, h.shiftTo)
		if err != nil {
			return fmt.Errorf("reading the day to shift to: %w", err)
		}
		newest, err := time.Parse(dayForm, strings.TrimSuffix(names[len(names)-1], ".json"))
		if err != nil {
			return fmt.Errorf("reading the name of the newest day: %w", err)
		}
		shift = int(to.Sub(newest).Hours() / 24)
	}
	for _, name := range names {
		recorded, err := time.Parse(dayForm, strings.TrimSuffix(name, ".json"))
		if err != nil {
			return fmt.Errorf("reading the name %s: %w", name, err)
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		var items []any
		if err := json.Unmarshal(data, &items); err != nil {
			return fmt.Errorf("decoding %s: %w", name, err)
		}
		day := recorded.AddDate(0, 0, shift).Format(dayForm)
		for _, item := range items {
			paper := child(item, "paper")
			if id, ok := paper["id"].(string); ok {
				h.papers[id] = paper
			}
			if at, ok := paper["submittedOnDailyAt"].(string); ok && shift != 0 {
				paper["submittedOnDailyAt"] = shifted(at, shift)
			}
		}
		h.days = append(h.days, day)
		h.items[day] = items
	}
	if h.today == "" && len(h.days) > 0 {
		h.today = h.days[len(h.days)-1]
	}
	return nil
}

func shifted(at string, days int) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return at
	}
	return t.AddDate(0, 0, days).UTC().Format("2006-01-02T15:04:05.000Z")
}

// child is the object under key, or nil.
func child(v any, key string) object {
	o, _ := v.(object)
	c, _ := o[key].(object)
	return c
}

// Days are the days with a list, as they are presented, the oldest first.
func (h *Handler) Days() []string { return slices.Clone(h.days) }

// Requests gives the requests so far, the oldest first; at most the newest
// 10,000 are kept.
func (h *Handler) Requests() []Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.requests)
}

// record notes a request and counts it, where Hugging Face would.
func (h *Handler) record(header http.Header, r *http.Request) (refused bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	if strings.HasPrefix(r.URL.Path, "/api/") && r.URL.Path != "/api/query" {
		refused = h.count(header, r, now)
	}
	if len(h.requests) >= 10_000 {
		h.requests = slices.Delete(h.requests, 0, 5_000)
	}
	h.requests = append(h.requests, Request{Path: r.URL.RequestURI(), Header: r.Header.Clone(), At: now, Refused: refused})
	return refused
}

// ServeHTTP answers as Hugging Face does, unless a fault is due.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.record(w.Header(), r) {
		h.complain(w, r, http.StatusTooManyRequests, "We had to rate limit your IP.")
		return
	}
	if fault := h.due(r); fault != nil && h.fail(w, r, fault) {
		return
	}
	id, isPaper := strings.CutPrefix(r.URL.Path, "/api/papers/")
	picture, isPicture := strings.CutPrefix(r.URL.Path, "/social-thumbnails/papers/")
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.complain(w, r, http.StatusMethodNotAllowed, "Method not allowed")
	case r.URL.Path == "/api/daily_papers":
		h.list(w, r)
	case r.URL.Path == "/api/papers/search":
		h.search(w, r)
	case r.URL.Path == "/api/query":
		h.query(w, r)
	case isPaper:
		h.paper(w, r, id)
	case isPicture:
		h.thumbnail(w, r, strings.TrimSuffix(picture, ".png"))
	default:
		h.complain(w, r, http.StatusNotFound, "Sorry, we can't find the page you are looking for.")
	}
}

var weekForm = regexp.MustCompile(`^\d{4}-W\d{2}$`)

// list answers GET /api/daily_papers.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	limit, complaint := number(q.Get("limit"), "limit", 50, 1, 100)
	page, pageComplaint := number(q.Get("p"), "p", 0, 0, 1_000_000)
	if complaint == "" {
		complaint = pageComplaint
	}
	sort := q.Get("sort")
	if complaint == "" && sort != "" && sort != "publishedAt" && sort != "trending" {
		complaint = "✖ Invalid option: expected one of \"publishedAt\"|\"trending\"\n  → at sort"
	}
	if complaint == "" {
		complaint = h.wrongPeriod(q.Get("date"), q.Get("week"), q.Get("month"))
	}
	if complaint != "" {
		h.complain(w, r, http.StatusBadRequest, complaint)
		return
	}
	items := h.choose(q.Get("date"), q.Get("week"), q.Get("month"), q.Get("submitter"), sort == "trending")
	start := min(page*limit, len(items))
	end := min(start+limit, len(items))
	if end < len(items) {
		q.Set("p", strconv.Itoa(page+1))
		w.Header().Set("Link", fmt.Sprintf(`<%s%s?%s>; rel="next"`, base(r), r.URL.Path, q.Encode()))
	}
	answer := make([]any, 0, end-start)
	for _, item := range items[start:end] {
		answer = append(answer, atHome(item, base(r)))
	}
	h.answer(w, r, http.StatusOK, answer)
}

// number reads a whole number, or gives the server's complaint.
func number(s, name string, standard, least, most int) (int, string) {
	if s == "" {
		return standard, ""
	}
	n, err := strconv.Atoi(s)
	switch {
	case err != nil:
		return 0, fmt.Sprintf("✖ Invalid input: expected number, received NaN\n  → at %s", name)
	case n < least:
		return 0, fmt.Sprintf("✖ Too small: expected number to be >=%d\n  → at %s", least, name)
	case n > most:
		return 0, fmt.Sprintf("✖ Too big: expected number to be <=%d\n  → at %s", most, name)
	}
	return n, ""
}

// wrongPeriod gives the server's complaint about a date, week or month.
func (h *Handler) wrongPeriod(date, week, month string) string {
	if date != "" {
		if t, err := time.Parse(dayForm, date); err != nil || t.Format(dayForm) != date {
			return "✖ Invalid ISO date\n  → at date"
		}
		if date > h.today && !h.laterEmpty {
			return fmt.Sprintf("✖ \"date\" must be less than or equal to \"%sT00:00:00.000Z\"\n  → at date", h.today)
		}
	}
	if week != "" && !weekForm.MatchString(week) {
		return "✖ Invalid string: must match pattern /^\\d{4}-W\\d{2}$/\n  → at week"
	}
	if _, err := time.Parse("2006-01", month); month != "" && err != nil {
		return "✖ Invalid string: must match pattern /^\\d{4}-\\d{2}$/\n  → at month"
	}
	return ""
}

// choose gives the items of a list in the server's order: a day, a week and a
// month by upvotes, the rest the newest day first; trending ignores the period.
func (h *Handler) choose(date, week, month, submitter string, trending bool) []any {
	var items []any
	for _, day := range slices.Backward(h.days) {
		if day > h.today || !trending && !in(day, date, week, month) {
			continue
		}
		for _, item := range h.items[day] {
			if submitter == "" || submittedBy(item) == submitter {
				items = append(items, item)
			}
		}
	}
	if trending || week != "" || month != "" {
		slices.SortStableFunc(items, func(a, b any) int {
			return int(upvotes(b) - upvotes(a))
		})
	}
	return items
}

func in(day, date, week, month string) bool {
	switch {
	case date != "":
		return day == date
	case week != "":
		t, err := time.Parse(dayForm, day)
		year, number := t.ISOWeek()
		return err == nil && week == fmt.Sprintf("%04d-W%02d", year, number)
	}
	return strings.HasPrefix(day, month)
}

func upvotes(item any) float64 {
	n, _ := child(item, "paper")["upvotes"].(float64)
	return n
}

func submittedBy(item any) string {
	if login, ok := child(item, "submittedBy")["name"].(string); ok {
		return login
	}
	login, _ := child(child(item, "paper"), "submittedOnDailyBy")["user"].(string)
	return login
}

// paper answers GET /api/papers/{id}: a bare paper, without the fields that
// only an item of a list has.
func (h *Handler) paper(w http.ResponseWriter, r *http.Request, id string) {
	paper, ok := h.papers[id]
	if !ok {
		h.complain(w, r, http.StatusNotFound, "Paper not found")
		return
	}
	answer := object{
		"linkedModels": []any{}, "numTotalModels": 0,
		"linkedDatasets": []any{}, "numTotalDatasets": 0,
		"linkedSpaces": []any{}, "numTotalSpaces": 0,
	}
	for key, value := range paper {
		answer[key] = value
	}
	h.answer(w, r, http.StatusOK, answer)
}

// thumbnailHost is where the recorded thumbnails are.
const thumbnailHost = "https://cdn-thumbnails.huggingface.co"

// atHome is item with its thumbnail at this server.
func atHome(item any, base string) any {
	o, ok := item.(object)
	if !ok {
		return item
	}
	address, ok := o["thumbnail"].(string)
	path, there := strings.CutPrefix(address, thumbnailHost)
	if !ok || !there {
		return item
	}
	moved := make(object, len(o))
	for key, value := range o {
		moved[key] = value
	}
	moved["thumbnail"] = base + path
	return moved
}

// base is the address by which the client knows this server.
func base(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (h *Handler) complain(w http.ResponseWriter, r *http.Request, status int, text string) {
	h.answer(w, r, status, object{"error": text})
}

// answer writes v as JSON with the headers of the real server.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	sum := fnv.New64a()
	sum.Write(body)
	etag := fmt.Sprintf(`W/"%x-%016x"`, len(body), sum.Sum64())
	header := w.Header()
	header.Set("Content-Type", "application/json; charset=utf-8")
	if sort, requests := allowance(r); h.quotas[sort] == nil {
		sayAllowance(header, sort, requests, requests-1, 5*time.Minute, 5*time.Minute)
	}
	header.Set("ETag", etag)
	if status == http.StatusOK && r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}
