package orders

import "testing"

// Those who wait are let go at the next news, and their places are free again; whoever comes when all are taken does not wait.
func TestPlacesOfThoseWhoWaitAreBoundedAndFreedAgain(t *testing.T) {
	t.Parallel()
	var n news
	var leaves []func()
	for range maxAwaiting {
		_, leave, ok := n.listen("A")
		if !ok {
			t.Fatal("a place is missing")
		}
		leaves = append(leaves, leave)
	}
	if _, leave, ok := n.listen("B"); ok {
		t.Error("there is no bound")
	} else {
		leave()
	}
	n.tell("B")
	n.tell("A")
	told, late, ok := func() (<-chan struct{}, func(), bool) { leaves[0](); return n.listen("A") }()
	if !ok {
		t.Fatal("a place that was left is not free")
	}
	select {
	case <-told:
		t.Error("news of before was told to one who came later")
	default:
	}
	for _, leave := range leaves[1:] {
		leave() // they were told; the late one's room must stay
	}
	n.tell("A")
	select {
	case <-told:
	default:
		t.Error("the late one was not told")
	}
	late()
	if n.waiting != 0 || len(n.of) != 0 {
		t.Errorf("%d wait in %d rooms", n.waiting, len(n.of))
	}
}
