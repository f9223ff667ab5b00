package app_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"offprint/app/session"
	"offprint/app/ui"
	"offprint/assets"
	"offprint/feed/feedtest"
	"offprint/feed/gate"
	"offprint/models"
)

// does chooses an action in the palette.
func (s *stage) does(name string) {
	s.Helper()
	s.press("Ctrl+K")
	s.types(name)
	s.settle()
	s.press("Enter")
	s.settle()
}

// daysRead says which days up to today the library has read.
func (s *stage) daysRead() map[string]models.DayRead {
	s.Helper()
	read, err := s.library.DayReads(s.Context(), "", today)
	if err != nil {
		s.Fatal(err)
	}
	return read
}

func TestCatchingUpAfterAnAbsence(t *testing.T) {
	playOn(t, assets.Sample(), "2026-03-17", func(s *stage) {
		s.open()
		equal(s, "heading", s.pane().Title(), "Tue 17 Mar 2026")
		equal(s, "told on a first visit", s.pane().Told(), "")
		s.close()
		s.becomes(assets.Sample(), today)
		s.start = s.start.AddDate(0, 0, 3)
		s.open()
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "told", s.pane().Told(), "3 days, 32 papers since your last visit.")
		s.seesNot("Catching up")
		s.sees("Best first  b")
		s.press("b")
		equal(s, "papers", len(s.listed()), 32)
		equal(s, "the best", s.current(), "2603.16790")
		s.press("Esc")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		s.offline() // and all of it is here
		s.press("[")
		equal(s, "papers", len(s.listed()), 9)
		s.close()
		s.online()
		s.open()
		equal(s, "told on the next visit", s.pane().Told(), "")
	})
}

func TestACatchUpThatFails(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		s.openWithout("2026-03-18")
		equal(s, "told at the start", s.pane().Told(), "")
		equal(s, "said", s.said(), "")
		s.server.Fault(feedtest.Fault{Kind: feedtest.SignInPage, Path: "/api/daily_papers?date=2026-03-18"})
		s.does("Catch up on")
		equal(s, "told", s.pane().Told(), "1 day could not be read. Everything kept is safe.")
		s.server.ClearFaults()
		s.taps("Try again")
		equal(s, "told then", s.pane().Told(), "")
		equal(s, "said", s.said(), "Up to date: 12 new papers.")
		if _, ok := s.daysRead()["2026-03-18"]; !ok {
			t.Error("the day is still not read")
		}
		s.does("Catch up on")
		equal(s, "said", s.said(), "Up to date: 0 new papers.")

		s.offline()
		s.pass(4 * time.Hour)
		s.does("Catch up on")
		s.pass(2 * time.Minute)
		if told := s.pane().Told(); !strings.HasPrefix(told, "Offline: showing the copy of ") {
			t.Errorf("told %q", told)
		}
		equal(s, "papers", len(s.listed()), 11)
	})
}

func TestReadingTheArchive(t *testing.T) {
	play(t, func(s *stage) {
		days := len(s.daysRead())
		s.server.Fault(feedtest.Fault{Kind: feedtest.Slow, Delay: time.Second, Path: "/api/"})
		s.does("Read the whole archive")
		s.pass(10 * time.Second)
		s.sees("Reading the archive: ", " days")
		s.does("Pause reading")
		s.pass(2 * time.Second)
		s.sees(", paused")
		read := len(s.daysRead())
		if read <= days {
			t.Errorf("%d days were read, %d before", read, days)
		}
		s.pass(time.Minute)
		equal(s, "days during the pause", len(s.daysRead()), read)
		s.does("Read the whole archive") // goes on
		s.pass(2 * time.Second)
		s.seesNot(", paused")
		s.does("Read the whole archive")
		equal(s, "said", s.said(), "The archive is being read already.")
		s.tap(the[*ui.Toast](s)) // pauses again
		s.pass(2 * time.Second)
		s.sees(", paused")
		s.tap(the[*ui.Toast](s)) // and goes on
		s.pass(10 * time.Second)
		more := len(s.daysRead())
		if more <= read {
			t.Errorf("it does not go on: %d days", more)
		}
		s.press("j", "s") // the reader goes on, too
		equal(s, "To read", s.count("To read"), "1")

		s.close() // and it goes on at the next start
		s.open()
		s.pass(10 * time.Second)
		s.sees("Reading the archive: ")
		again := len(s.daysRead())
		if again <= more {
			t.Errorf("after a new start it does not go on: %d days", again)
		}
		s.does("Stop reading")
		s.pass(2 * time.Second)
		s.seesNot("Reading the archive:")
		stopped := len(s.daysRead())
		s.close()
		s.open()
		s.pass(10 * time.Second)
		equal(s, "days after it was stopped", len(s.daysRead()), stopped)
		s.does("Pause reading")
		equal(s, "said", s.said(), "No archive is being read.")
	})
}

func TestTheWholeArchive(t *testing.T) {
	play(t, func(s *stage) {
		s.does("Read the whole archive")
		s.pass(time.Minute)
		s.sees("Reading the archive: ", ", waiting until ") // the server allows 500 lists in five minutes
		s.pass(20 * time.Minute)
		equal(s, "days", len(s.daysRead()), 1052) // 4 May 2023 to 20 March 2026
		all, err := s.library.Backfills(s.Context())
		if err != nil || len(all) != 1 || all[0].State != models.BackfillDone {
			t.Errorf("%+v, %v", all, err)
		}
		s.sees("45 papers kept offline")
	})
}

func TestHowOftenTheListIsRead(t *testing.T) {
	play(t, func(s *stage) {
		s.becomes(later(t, today), today)
		s.pass(59 * time.Minute)
		equal(s, "papers before the hour is over", len(s.listed()), 11)
		s.pass(2 * time.Minute)
		equal(s, "papers", len(s.listed()), 12)
		equal(s, "told", s.pane().Told(), "")
		s.sees("new since 14:00")

		s.does("Read the list every half hour")
		equal(s, "said", s.said(), "The newest list is read every 30 minutes.")
		before := len(s.server.Requests())
		s.pass(31 * time.Minute)
		if len(s.server.Requests()) == before {
			t.Error("after half an hour nothing was asked")
		}
		s.does("Read the list only when asked")
		s.pass(time.Second)
		before = len(s.server.Requests())
		s.pass(3 * time.Hour)
		equal(s, "requests", len(s.server.Requests()), before)
		s.close()
		equal(s, "minutes", session.Load(filepath.Join(s.folders.State, "session.json")).RefreshMinutes, 0)
		s.open()
		before = len(s.server.Requests())
		s.pass(3 * time.Hour)
		equal(s, "requests after a new start", len(s.server.Requests()), before)
	})
}

// The list of a day goes on growing after that of the next has opened.
func TestAWindowThatStaysOpenReadsEarlierDaysAgain(t *testing.T) {
	playOn(t, assets.Sample(), "2026-03-19", func(s *stage) {
		s.open()
		s.becomes(assets.Sample(), today)
		s.pass(24*time.Hour + time.Minute)
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "told when one list has opened", s.pane().Told(), "")
		s.press("[", "j", "j")
		current, said := s.current(), s.said()
		equal(s, "papers", len(s.listed()), 9)
		s.becomes(later(t, "2026-03-19"), today)
		s.pass(5 * time.Hour)
		equal(s, "heading", s.pane().Title(), "Thu 19 Mar 2026")
		equal(s, "papers", len(s.listed()), 10)
		equal(s, "current", s.current(), current)
		equal(s, "told", s.pane().Told(), "")
		equal(s, "said", s.said(), said)
	})
}

// sleeps lets the clock go on as the computer's suspending does: timers stand
// still meanwhile.
func (s *stage) sleeps(d time.Duration) { s.start = s.start.Add(d) }

func TestAWindowNoticesThatTheComputerSlept(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		pauses := make(chan gate.Pause)
		s.config.Pauses = pauses
		s.open()
		s.pass(10 * time.Minute)
		before := len(s.server.Requests())
		s.sleeps(40 * time.Minute)
		s.pass(2 * time.Minute)
		equal(s, "requests before the hour is over", len(s.server.Requests()), before)

		pauses <- gate.Pause{Host: "huggingface.co", Until: s.now().Add(5 * time.Minute)}
		s.settle()
		s.sees("wants a pause")
		s.becomes(later(t, today), today)
		s.sleeps(8 * time.Hour)
		s.pass(time.Minute)
		equal(s, "papers", len(s.listed()), 12)
		s.seesNot("wants a pause")
		close(pauses)
	})
}

// A clock that was wrong until the computer found its network.
func TestTheListIsReadAfterTheClockWasSetBack(t *testing.T) {
	playOn(t, assets.Sample(), "2026-03-19", func(s *stage) {
		s.open()
		s.sleeps(-20 * time.Hour)
		before := len(s.server.Requests())
		s.pass(61 * time.Minute)
		if len(s.server.Requests()) == before {
			t.Error("within the hour nothing was asked")
		}
	})
}

func TestANotificationOfTheDaysList(t *testing.T) {
	playOn(t, assets.Sample(), "2026-03-19", func(s *stage) {
		s.open()
		s.does("Notify when")
		equal(s, "said", s.said(), "You will be notified when the day's list opens.")
		s.close()
		s.open() // the setting is kept
		s.becomes(assets.Sample(), today)
		test.AssertNotificationSent(t, fyne.NewNotification("Today's papers are there", "Fri 20 Mar 2026, 11 papers"), func() {
			s.pass(24*time.Hour + time.Minute)
		})
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		s.does("Notify when")
		equal(s, "said", s.said(), "No more notifications.")
		s.close()
		equal(s, "kept", session.Load(filepath.Join(s.folders.State, "session.json")).Notify, false)
	})
}

func TestAPauseThatAServerWants(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		pauses := make(chan gate.Pause)
		s.config.Pauses = pauses
		s.open()
		pauses <- gate.Pause{Host: "huggingface.co", Until: s.now().Add(90 * time.Second), Why: "it was asked too often"}
		s.settle()
		s.sees("Hugging Face wants a pause until " + s.now().Add(90*time.Second).Local().Format("15:04:05"))
		pauses <- gate.Pause{Host: "export.arxiv.org", Until: s.now().Add(100 * time.Second)}
		s.settle()
		s.sees("arXiv wants a pause until ")
		s.pass(95 * time.Second)
		s.sees("arXiv wants a pause until ") // the first one's end is not that of the second
		s.pass(10 * time.Second)
		s.seesNot("wants a pause")
		close(pauses)
	})
}
