// Package reports reads across the domains: the invariants that must hold at any moment, and what a shop, an office and the public see
// in figures. It writes nothing but the counts of the investor showcase (invest_*), which are its own.
package reports

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/audit"
	"lapak/internal/postgres"
)

// Invariant is a statement that must hold for every row; Rows counts those that break it.
type Invariant struct {
	Name string        `json:"name"`
	Rows int           `json:"rows"`
	Took time.Duration `json:"-"`
}

// Verify counts the broken rows of every invariant in one snapshot. progress is told each one as it ends.
func Verify(ctx context.Context, db *sqlx.DB, progress func(Invariant)) ([]Invariant, error) {
	var results []Invariant
	err := postgres.Snapshot(ctx, db, func(tx *sqlx.Tx) error {
		results = results[:0]
		for _, check := range checks {
			start := time.Now()
			rows, err := check.count(ctx, tx)
			if err != nil {
				return fmt.Errorf("check %s: %w", check.name, err)
			}
			result := Invariant{Name: check.name, Rows: rows, Took: time.Since(start)}
			results = append(results, result)
			progress(result)
		}
		return nil
	})
	return results, err
}

type check struct {
	name  string
	count func(ctx context.Context, tx *sqlx.Tx) (int, error)
}

var checks = []check{
	{"stock is never negative nor over-reserved", counts(stockSane)},
	{"reserved stock is the sum of held reservations", counts(stockReserved)},
	{"stock on hand is the sum of its movements", counts(stockOnHand)},
	{"each live order line is reserved or consumed in full", counts(linesCovered)},
	{"a closed order line holds no stock", counts(linesFreed)},
	{"each reservation belongs to an order line or a device at a stall", counts(holdsOrdered)},
	{"what was sold left the stock once", counts(soldMoved)},
	{"order lines have a quantity", counts(quantitiesPositive)},
	{"a shop's order is the sum of its lines and costs", counts(shopOrderTotals)},
	{"an order group is the sum of its shops' orders", counts(groupTotals)},
	{"an order group's state follows from its shops' orders", groupsDerived},
	{"an ordered basket has its order", counts(basketsOrdered)},
	{"an order or inquiry that somebody was told of exists", counts(promisesKept)},
	{"order lines belong to the shop of their order", counts(linesOfShop)},
	{"the history has only allowed transitions", historyAllowed},
	{"the history leads to the state of each shop's order", counts(historyLeads)},
	{"a prepaid order is paid exactly when one succeeded payment of its amount is applied", counts(groupsPaid)},
	{"a cash order is paid exactly when the shop's cash is applied", counts(cashPaid)},
	{"only succeeded payments are applied", counts(appliedSucceeded)},
	{"money that pays nothing is refunded in full", counts(unappliedRefunded)},
	{"refunds never exceed what was paid", counts(refundsBounded)},
	{"refunds never exceed what a line cost", counts(refundLinesBounded)},
	{"a provider's event is stored once", counts(eventsUnique)},
	{"a provider's object pays one payment", counts(objectsUnique)},
	{"no payment session outlives its reservation", counts(sessionsWithinHold)},
	{"each ledger transfer sums to zero", counts(transfersBalanced)},
	{"each cached balance is the sum of its entries", counts(balancesCached)},
	{"no ledger account is negative that may not be", counts(balancesFunded)},
	{"each succeeded payment is booked once", counts(paymentsBooked)},
	{"what is booked as received was paid in that amount", counts(bookingsFounded)},
	{"each refund of a shop's part is owed", counts(refundsOwed)},
	{"each sent refund is booked once, and no other", counts(refundsBooked)},
	{"a listed product has a picture, a price and an approved shop", counts(listedComplete)},
	{"a product's price is that of its cheapest variant", counts(productPrices)},
	{"no member of a shop judged its papers", counts(verdictsApart)},
	{"a rule has one live paper of a shop or product", counts(evidenceOnce)},
	{"no product is readier than its shop or itself", counts(levelsWithinShops)},
	{"the catalogue shows the export level and destinations that were judged", counts(flagsDerived)},
	{"who is out of export readiness has no level", counts(outsidersUnjudged)},
	{"no secret number is stored in clear", counts(clearNumbers)},
	{"each level rests on a snapshot", counts(changesFounded)},
	{"inquiries have only allowed transitions", inquiriesAllowed},
	{"an inquiry's thread leads to its state", counts(threadsLead)},
	{"each message of an inquiry is of a side that may say it", counts(sidesSpeak)},
	{"a closed inquiry has its outcome, an unanswered one its deadline", counts(inquiriesSettled)},
	{"an inquiry is at the shop of its product", counts(inquiriesOfShop)},
	{"no published figure rests on fewer than five shops", counts(figuresOfMany)},
	{"what districts can supply sums to their group's", counts(districtsSummed)},
	{"no training gives more seats than it has, and counts those that it gave", counts(seatsWithin)},
	{"a seat is in a training that was published, and ends with it", counts(seatsPublished)},
	{"nobody waits for a seat that is free", counts(seatsUsed)},
	{"a shop has one seat in a training", counts(seatsOnce)},
	{"a shop asks once for help with a rule", counts(helpOnce)},
	{"help is given by a mentor who is not of the shop", counts(helpMentored)},
	{"help that nobody gives is raised within two hours of its time", counts(helpRaised)},
	{"no zone gives more places than it has stalls", counts(placesWithinStalls)},
	{"each quota counts those who have its places", counts(quotasCounted)},
	{"no quota is exceeded, and no more is set aside than there are stalls", counts(quotasWithin)},
	{"a vendor is confirmed exactly when one succeeded payment of its fee is applied", counts(stallFeesPaid)},
	{"a vendor's stall is held by its shop", counts(stallsHeld)},
	{"applications have only allowed steps", applicationsAllowed},
	{"an application's history leads to its state", counts(applicationsLead)},
	{"each refund of a stall fee is owed by its festival", counts(stallRefundsOwed)},
	{"nobody scored the application of the own shop", counts(ownNotScored)},
	{"no stall fee is overdue by two hours without a consequence", counts(feesWatched)},
	{"a published festival has days, within its dates", counts(festivalDaysWithin)},
	{"no day of a festival begins before the one before it closes", counts(festivalDaysApart)},
	{"a festival's calendar sequence is the number of its changes", counts(festivalChangesCounted)},
	{"each change of a festival after publishing has a reason", counts(festivalChangesReasoned)},
	{"a festival has an organizer", counts(festivalsLed)},
	{"a festival's programme keeps to its hours", counts(programmeWithin)},
	{"what is credited to a festival was ordered or asked after it was published", counts(cameFounded)},
	{"a slot at a stall holds the orders that it counts, and no more than it may", counts(slotsWithin)},
	{"each live order to collect has its place in a slot, and no other order", counts(bookingsOrdered)},
	{"a slot is booked at a stall of its festival", counts(bookingsAtStalls)},
	{"no festival price holds outside a running festival", counts(pricesRunning)},
	{"only running festivals mark goods", counts(marksRunning)},
	{"what a festival features exists", counts(featuresKnown)},
	{"a permit's history leads to its state", counts(permitsTold)},
	{"the audit chain is whole", audit.Verify},
	{"erased people leave no personal data", counts(erasedClean)},
	{"no shop's promise is past by two hours without a consequence", counts(promisesWatched)},
	{"no inquiry is overdue by two hours without a reminder", counts(inquiriesWatched)},
	{"no festival is open two days after its last", counts(festivalsClosed)},
	{"no hold is older than its end by ten minutes", counts(holdsFresh)},
	{"no job is stuck for ten minutes", counts(jobsMoving)},
	{"no message waits for ten minutes to be tried", counts(messagesTried)},
	{"no order waits for ten minutes to be told of", counts(ordersTold)},
	{"no provider's event waits for twenty minutes", counts(eventsWorked)},
	{"no idempotency key is locked for ten minutes", counts(keysFree)},
}
