package api

import "net/http"

func (f *face) registerPublic() {
	f.tag = "Storefront"
	handle(f, open("GET /products", "listProducts", "Find products"), f.listProducts)
	handle(f, open("GET /products/{product}", "findProduct", "Read a product"), f.findProduct)
	handle(f, open("GET /products/{product}/export-readiness", "findProductReadiness", "Read how ready a product is for export, and why"), f.findProductReadiness)
	handle(f, open("GET /shops", "listShops", "List the shops"), f.listShops)
	handle(f, open("GET /shops/{shop}", "findShop", "Read a shop"), f.findShop)
	handle(f, open("GET /shops/{shop}/export-readiness", "findShopReadiness", "Read how ready a shop is for export, and why"), f.findShopReadiness)
	handle(f, open("GET /export/coverage", "listCoverage", "List what the rules know of each class of goods at each destination"), f.listCoverage)
	handle(f, open("GET /export/rules", "listRules", "Read the rules of export readiness, with their sources"), f.listRules)
	handle(f, open("GET /export/rules/{rule}", "findRule", "Read a rule of export readiness"), f.findRule)
	handle(f, open("GET /export/hs-codes", "listHSCodes", "Find typical goods with their HS codes"), f.listHSCodes)
	handle(f, open("GET /invest", "findInvest", "Read what the regency can supply, for investors"), f.findInvest)
	handle(f, open("GET /invest/{group}", "findInvestGroup", "Read what is told to investors of a group of goods"), f.findInvestGroup)
	handle(f, open("GET /categories", "listCategories", "List the categories"), f.listCategories)
	handle(f, open("GET /districts", "listDistricts", "List the regency's districts"), f.listDistricts)
	handle(f, open("GET /export/catalogue", "listOffers", "List what is ready for export, or load all of it as a file"), f.listOffers)
	f.registerFestivalGoods()
	f.registerFestivalPermits()
	handle(f, open("GET /trainings", "listTrainings", "List the trainings that shops can book"), f.listTrainings)
	handle(f, open("GET /regions", "listRegions", "List the areas of the country, level by level"), f.listRegions)
}

func (f *face) registerAccount() {
	f.tag = "Accounts"
	handle(f, open("POST /accounts", "createAccount", "Register").answers(http.StatusCreated), f.createAccount)
	handle(f, open("POST /sessions/codes", "sendCode", "Send a sign-in code to a phone").answers(http.StatusAccepted), f.sendCode)
	handle(f, open("POST /sessions", "createSession", "Sign in").answers(http.StatusCreated), f.createSession)
	handle(f, open("DELETE /sessions/current", "deleteSession", "Sign out: end the session, and the bearer token of this call"), f.deleteSession)
	handle(f, open("POST /passwords/reset", "resetPassword", "Ask for a new password, or set it").answers(http.StatusAccepted), f.resetPassword)
	handle(f, member("GET /me", "findMe", "Read one's own account"), f.findMe)
	handle(f, member("PATCH /me", "updateMe", "Change one's own account"), f.updateMe)
	handle(f, member("POST /me/confirmation", "sendConfirmation", "Mail the link that confirms one's e-mail address again").answers(http.StatusAccepted), f.sendConfirmation)
	handle(f, member("GET /tokens", "listTokens", "List one's API tokens"), f.listTokens)
	handle(f, member("POST /tokens", "createToken", "Make an API token").answers(http.StatusCreated), f.createToken)
	handle(f, member("DELETE /tokens/{id}", "deleteToken", "Revoke an API token"), f.deleteToken)
}

func (f *face) registerBuyer() {
	f.tag = "Buying"
	handle(f, open("POST /carts", "createCart", "Start a basket").answers(http.StatusCreated), f.createCart)
	handle(f, cartHolder("GET /carts/{id}", "findCart", "Read a basket"), f.findCart)
	handle(f, cartHolder("PUT /carts/{id}/items/{variant_id}", "setCartItem", "Put a variant into a basket"), f.setCartItem)
	handle(f, cartHolder("DELETE /carts/{id}/items/{variant_id}", "deleteCartItem", "Take a variant out of a basket"), f.deleteCartItem)
	handle(f, cartHolder("POST /carts/{id}/quote", "quoteCart", "Ask what a basket costs with shipping"), f.quoteCart)
	handle(f, cartHolder("POST /orders", "createOrder", "Place an order").answers(http.StatusCreated), f.createOrder)
	handle(f, member("GET /orders", "listOrders", "List one's orders"), f.listOrders)
	handle(f, orderHolder("GET /orders/{number}", "findOrder", "Read an order"), f.findOrder)
	handle(f, orderHolder("POST /orders/{number}/payment", "startPayment", "Pay again, or another way"), f.startPayment)
	handle(f, orderHolder("POST /orders/{number}/proof", "attachProof", "Send the proof of a bank transfer"), f.attachProof)
	handle(f, orderHolder("POST /orders/{number}/cancel", "cancelOrder", "Cancel what has not been shipped"), f.cancelOrder)
	handle(f, orderHolder("POST /orders/{number}/shops/{shop}/confirm", "confirmReceipt", "Confirm that a shop's goods have arrived"), f.confirmReceipt)
	handle(f, open("POST /inquiries", "createInquiry", "Ask about an offer of the export catalogue, or about a cluster").answers(http.StatusCreated), f.createInquiry)
	handle(f, member("GET /inquiries", "listInquiries", "List one's inquiries"), f.listInquiries)
	handle(f, inquiryHolder("GET /inquiries/{number}", "findInquiry", "Read one's inquiry"), f.findInquiry)
	handle(f, inquiryHolder("POST /inquiries/{number}/messages", "writeInquiry", "Write on in one's inquiry"), f.writeInquiry)
	handle(f, inquiryHolder("POST /inquiries/{number}/close", "closeInquiry", "Close one's inquiry"), f.closeInquiry)
}

func (f *face) registerSeller() {
	f.tag = "Selling"
	handle(f, member("POST /shops", "applyForShop", "Apply for a shop").answers(http.StatusCreated), f.applyForShop)
	handle(f, desk("GET", "findOwnShop", "Read one's shop"), f.findOwnShop)
	handle(f, desk("PATCH", "updateOwnShop", "Change one's shop"), f.updateOwnShop)
	handle(f, desk("POST /image", "setShopImage", "Upload the shop's picture, in place of the one before"), f.setShopImage)
	handle(f, desk("PATCH /image", "updateShopImage", "Say what the shop's picture shows"), f.updateShopImage)
	handle(f, desk("DELETE /image", "deleteShopImage", "Remove the shop's picture"), f.deleteShopImage)
	handle(f, desk("GET /products", "listOwnProducts", "List a shop's products, drafts too"), f.listOwnProducts)
	handle(f, desk("POST /products", "createProduct", "Make a product").answers(http.StatusCreated), f.createProduct)
	handle(f, desk("GET /products/{product}", "findOwnProduct", "Read one's product"), f.findOwnProduct)
	handle(f, desk("PATCH /products/{product}", "updateProduct", "Change, publish or archive a product"), f.updateProduct)
	handle(f, desk("POST /products/{product}/variants", "createVariant", "Add a variant").answers(http.StatusCreated), f.createVariant)
	handle(f, desk("PATCH /products/{product}/variants/{id}", "updateVariant", "Change a variant"), f.updateVariant)
	handle(f, desk("DELETE /products/{product}/variants/{id}", "deleteVariant", "Take a variant off sale"), f.deleteVariant)
	handle(f, desk("POST /products/{product}/variants/{id}/stock", "adjustStock", "Correct a variant's stock"), f.adjustStock)
	handle(f, desk("POST /products/{product}/images", "createImage", "Upload a picture").answers(http.StatusCreated), f.createImage)
	handle(f, desk("PATCH /products/{product}/images/{id}", "updateImage", "Say what a picture shows"), f.updateImage)
	handle(f, desk("DELETE /products/{product}/images/{id}", "deleteImage", "Remove a picture"), f.deleteImage)
	handle(f, desk("PUT /products/{product}/images/order", "orderImages", "Put the pictures in order"), f.orderImages)
	handle(f, desk("GET /products/{product}/export", "findProductExport", "Read a product's export data"), f.findProductExport)
	handle(f, desk("PUT /products/{product}/export", "updateProductExport", "Change a product's export data, opt it in or out"), f.updateProductExport)
	handle(f, desk("GET /export", "findShopExport", "Read a shop's export data"), f.findShopExport)
	handle(f, desk("PUT /export", "updateShopExport", "Change a shop's export data, opt it in or out"), f.updateShopExport)
	handle(f, desk("GET /evidence", "listEvidence", "List the papers that a shop handed in"), f.listEvidence)
	handle(f, desk("POST /evidence", "createEvidence", "Hand in a paper, a number or a statement").answers(http.StatusCreated), f.createEvidence)
	handle(f, desk("GET /evidence/{id}/file", "openOwnEvidence", "Open the file of one's paper").answers(http.StatusFound), f.openOwnEvidence)
	handle(f, desk("GET /help-requests", "listHelp", "List what a shop asked mentors"), f.listHelp)
	handle(f, desk("POST /help-requests", "createHelp", "Ask a mentor about a rule").answers(http.StatusCreated), f.createHelp)
	handle(f, desk("POST /help-requests/{id}/withdraw", "withdrawHelp", "Take a request for help back"), f.withdrawHelp)
	handle(f, desk("GET /bookings", "listBookings", "List a shop's seats in trainings"), f.listBookings)
	handle(f, desk("POST /trainings/{id}/booking", "bookSeat", "Book a seat, or a place on the waiting list").answers(http.StatusCreated), f.bookSeat)
	handle(f, desk("DELETE /trainings/{id}/booking", "giveBackSeat", "Give a seat back"), f.giveBackSeat)
	handle(f, desk("GET /orders", "listShopOrders", "List a shop's orders"), f.listShopOrders)
	handle(f, desk("GET /orders/{number}", "findShopOrder", "Read a shop's part of an order"), f.findShopOrder)
	handle(f, desk("POST /orders/{number}/accept", "acceptOrder", "Accept an order"), f.acceptOrder)
	handle(f, desk("POST /orders/{number}/reject", "rejectOrder", "Reject an order; what was paid goes back"), f.rejectOrder)
	handle(f, desk("POST /orders/{number}/pack", "packOrder", "Mark as packed"), f.packOrder)
	handle(f, desk("POST /orders/{number}/ship", "shipOrder", "Mark as shipped, with its tracking"), f.shipOrder)
	handle(f, desk("POST /orders/{number}/ready", "readyOrder", "Mark as ready for pickup"), f.readyOrder)
	handle(f, desk("POST /orders/{number}/collect", "collectOrder", "Hand over against the buyer's code"), f.collectOrder)
	handle(f, desk("POST /orders/{number}/paid", "payOrderInCash", "Note that cash was taken"), f.payOrderInCash)
	f.registerStall()
	f.tag = "Selling"
	handle(f, desk("GET /balance", "findBalance", "Read what the mall owes a shop"), f.findBalance)
	handle(f, desk("GET /statement", "findStatement", "Read a shop's statement"), f.findStatement)
	handle(f, desk("GET /inquiries", "listShopInquiries", "List the inquiries to a shop, those that wait longest first"), f.listShopInquiries)
	handle(f, desk("GET /inquiries/{number}", "findShopInquiry", "Read an inquiry to a shop"), f.findShopInquiry)
	handle(f, desk("POST /inquiries/{number}/messages", "writeShopInquiry", "Answer an inquiry to a shop"), f.writeShopInquiry)
	handle(f, desk("POST /inquiries/{number}/close", "closeShopInquiry", "Close an inquiry to a shop"), f.closeShopInquiry)
}

func (f *face) registerOffice() {
	f.tag = "Office"
	handle(f, member("GET /office/shops", "listShopsForOffice", "List shops by state, those that wait first"), f.listShopsForOffice)
	handle(f, member("POST /office/shops/{shop}/approve", "approveShop", "Approve a shop"), f.approveShop)
	handle(f, member("POST /office/shops/{shop}/reject", "rejectShop", "Reject a shop with a reason"), f.rejectShop)
	handle(f, member("GET /office/payments", "listTransfers", "List the transfers that wait for confirmation"), f.listTransfers)
	handle(f, member("GET /office/payments/{id}/proof", "openProof", "Open the proof of a transfer"), f.openProof)
	handle(f, member("POST /office/payments/{id}/confirm", "confirmPayment", "Confirm that a transfer has come"), f.confirmPayment)
	handle(f, member("POST /office/payments/{id}/refuse", "refusePayment", "Say that the transfer of a stall fee has not come"), f.refusePayment)
	handle(f, member("GET /office/evidence", "listQueue", "List the papers that one's offices judge, the longest waiting first"), f.listQueue)
	handle(f, member("GET /office/evidence/{id}/file", "openEvidence", "Open the file of a paper").answers(http.StatusFound), f.openEvidence)
	handle(f, member("POST /office/evidence/{id}/verdict", "decideEvidence", "Verify or reject a paper"), f.decideEvidence)
	handle(f, member("POST /office/export/rules/{rule}/confirm", "confirmRule", "Confirm a destination's rule against a source"), f.confirmRule)
	handle(f, member("GET /office/inquiries", "listOfficeInquiries", "List inquiries, the overdue first"), f.listOfficeInquiries)
	handle(f, member("GET /office/inquiries/{number}", "findOfficeInquiry", "Read an inquiry"), f.findOfficeInquiry)
	handle(f, member("POST /office/inquiries/{number}/messages", "writeOfficeInquiry", "Answer an inquiry"), f.writeOfficeInquiry)
	handle(f, member("POST /office/inquiries/{number}/close", "closeOfficeInquiry", "Close an inquiry"), f.closeOfficeInquiry)
}

func (f *face) registerMentor() {
	f.tag = "Mentoring"
	handle(f, member("GET /mentor/help-requests", "listMentorHelp", "List the requests for help of one's place, the longest waiting first"), f.listMentorHelp)
	handle(f, member("GET /mentor/help-requests/{id}", "findMentorHelp", "Read a request for help"), f.findMentorHelp)
	handle(f, member("POST /mentor/help-requests/{id}/take", "takeHelp", "Take a request for help"), f.takeHelp)
	handle(f, member("POST /mentor/help-requests/{id}/reply", "replyHelp", "Change the reply or the day of the visit"), f.replyHelp)
	handle(f, member("POST /mentor/help-requests/{id}/done", "finishHelp", "Say what was agreed"), f.finishHelp)
	handle(f, member("GET /mentor/shops", "listMentored", "List the shops of one's place, with their next step"), f.listMentored)
	handle(f, member("GET /office/trainings", "listOfficeTrainings", "List trainings by state, the latest first"), f.listOfficeTrainings)
	handle(f, member("POST /office/trainings", "createTraining", "Make a draft of a training").answers(http.StatusCreated), f.createTraining)
	handle(f, member("GET /office/trainings/{id}", "findTraining", "Read a training with who sits and who waits"), f.findTraining)
	handle(f, member("PUT /office/trainings/{id}", "updateTraining", "Change a draft"), f.updateTraining)
	handle(f, member("POST /office/trainings/{id}/publish", "publishTraining", "Open a training for booking"), f.publishTraining)
	handle(f, member("POST /office/trainings/{id}/cancel", "cancelTraining", "Call a training off; all who booked are told why"), f.cancelTraining)
	handle(f, member("PUT /office/trainings/{id}/attendance", "markAttendance", "Note who came"), f.markAttendance)
}

// desk is a call of a shop's members, under their shop.
func desk(route, id, summary string) call {
	const under = "/seller/shops/{shop}"
	for i, r := range route {
		if r == ' ' {
			return member(route[:i+1]+under+route[i+1:], id, summary)
		}
	}
	return member(route+" "+under, id, summary)
}
