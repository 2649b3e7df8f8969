BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE appearance (
	id INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	is_visible BOOLEAN NOT NULL, 
	is_audible BOOLEAN NOT NULL, 
	x FLOAT, 
	y FLOAT, 
	w FLOAT, 
	h FLOAT, 
	start_ms INTEGER, 
	end_ms INTEGER, 
	source VARCHAR(32) NOT NULL, 
	named_by VARCHAR(120) NOT NULL, 
	named_at DATETIME NOT NULL, 
	CONSTRAINT pk_appearance PRIMARY KEY (id), 
	CONSTRAINT ck_appearance_box_is_whole CHECK ((x IS NULL) = (y IS NULL) AND (x IS NULL) = (w IS NULL) AND (x IS NULL) = (h IS NULL)), 
	CONSTRAINT ck_appearance_seen_or_heard CHECK (is_visible OR is_audible), 
	CONSTRAINT fk_appearance_item_id_item FOREIGN KEY(item_id) REFERENCES item (id), 
	CONSTRAINT fk_appearance_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE audit_detail (
	seq INTEGER NOT NULL, 
	actor VARCHAR(120) NOT NULL, 
	salt BLOB NOT NULL, 
	payload VARCHAR NOT NULL, 
	CONSTRAINT pk_audit_detail PRIMARY KEY (seq), 
	CONSTRAINT fk_audit_detail_seq_audit_entry FOREIGN KEY(seq) REFERENCES audit_entry (seq)
);
INSERT INTO "audit_detail" VALUES(1,'office',X'5B931083EE2688DCEF1B3FFD020A3404','{"touched":{"setting":[]}}');
INSERT INTO "audit_detail" VALUES(2,'office',X'7066A5F76EC6C2B57F79EE6A808717A0','{"touched":{"purpose":[1]}}');
INSERT INTO "audit_detail" VALUES(3,'office',X'94158DE34B2064B23E5902A433F3186B','{"touched":{"person":[1]}}');
INSERT INTO "audit_detail" VALUES(4,'office',X'0CE5CCDCD6ECC9F216A4EED76ECE3863','{"touched":{"person":[1,2]}}');
INSERT INTO "audit_detail" VALUES(5,'office',X'E961C2DA9511CF1B776A9151F302EC0F','{"events":["03582fc9ce8c987a9c9cadc41a8140501b78dd4824cd97cbc5d6cc7ed630eac2"],"touched":{"answer":[1]}}');
INSERT INTO "audit_detail" VALUES(6,'office',X'7EA1F94A776EDE4A08AF0B77F706D9DD','{"events":["cba899c6f03fc79efb05852d708a11233a9885bbd86887888b7c7181d02ebbed"],"touched":{"answer":[1]}}');
INSERT INTO "audit_detail" VALUES(7,'',X'CF7DBDC63787F51A8C4A96016484534A','{"touched":{"answer":[]}}');
CREATE TABLE audit_entry (
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	action VARCHAR(60) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_entry PRIMARY KEY (seq)
);
INSERT INTO "audit_entry" VALUES(1,'2026-09-10 10:00:00.000000','settings.school','9151668464893b252eaa9ca928d364413dbfdf4c7603b767af077cb78779276f','f7c56245cd66deea720558277f550bedfe6181538a06eb0515235ce2a2778703');
INSERT INTO "audit_entry" VALUES(2,'2026-09-10 10:00:00.000000','purpose.add','0e8698856d9fa27e28283b406dd4c23d98cdf7423cbca1da3a3bc12153379521','d2618564f7293076f722a81b347a534f5039057fe17e30368470fef10bcab427');
INSERT INTO "audit_entry" VALUES(3,'2026-09-10 10:00:00.000000','person.add','7dd508163243afcbe1bd661bc5a7e5cc4c056a48d957a3f3931b60df2b02346f','2e24c4aa3f5d7ed44ebcb0bd9dc61cd047aa50923c2c6c45480069db772a0f1f');
INSERT INTO "audit_entry" VALUES(4,'2026-09-10 10:00:00.000000','guardian.add','e25edcc2ded007130e739b0902b903510bac3ba6f7e505758c6a70e83b598ae2','b3794c3a83e72619dda8ea377e086b5a01e1a25384e751da71555ff94875457f');
INSERT INTO "audit_entry" VALUES(5,'2026-09-10 10:00:00.000000','consent.answer','cca39b8be0e87150440f3ee4c85a42ff972e638f3f48498c55ff2cf6a61a9a19','1d26d6127604572f4f8555cf039fc7a00d61ea013be5d3df8673e3e321be57c0');
INSERT INTO "audit_entry" VALUES(6,'2026-09-10 10:00:00.000000','consent.answer','676a7cdb3e27a3c106f138ae47f429acae93638bf258cfa1c0f2a3e81060103e','a4a6821a17d8bd486feba2f67a18d171a2b4eb8278a0f387f2984dc297624377');
INSERT INTO "audit_entry" VALUES(7,'2026-09-12 10:00:00.000000','cells.compile','94e90d3759672c4e26119a1a30b5d052d0ca52b403a9d3dcfc2f6691622c2bfe','b37578759af92cb5b89e444ec54f5790cdc9be737ede2e48f29842b8e913ab64');
CREATE TABLE cell (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	activity VARCHAR(32) NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	purpose_id INTEGER, 
	item_id INTEGER, 
	session_id INTEGER, 
	status VARCHAR(32) NOT NULL, 
	since DATE NOT NULL, 
	until DATE NOT NULL, guardians_differ BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_cell PRIMARY KEY (id), 
	CONSTRAINT fk_cell_item_id_item FOREIGN KEY(item_id) REFERENCES item (id), 
	CONSTRAINT fk_cell_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_cell_purpose_id_purpose FOREIGN KEY(purpose_id) REFERENCES purpose (id), 
	CONSTRAINT fk_cell_session_id_media_session FOREIGN KEY(session_id) REFERENCES media_session (id)
);
INSERT INTO "cell" VALUES(1,1,'publication','photo',1,NULL,NULL,'given','2026-09-01','2026-09-08',0);
INSERT INTO "cell" VALUES(2,1,'publication','photo',1,NULL,NULL,'withdrawn','2026-09-09','9999-12-31',0);
CREATE TABLE consent_event (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	decider_id INTEGER NOT NULL, 
	activity VARCHAR(32) NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	purpose_id INTEGER, 
	item_id INTEGER, 
	session_id INTEGER, 
	answer VARCHAR(32) NOT NULL, 
	decided_on DATE NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_until DATE, 
	method VARCHAR(32) NOT NULL, 
	heard_by VARCHAR(120) NOT NULL, 
	note VARCHAR(500) NOT NULL, 
	purpose_version_id INTEGER, 
	language VARCHAR(12) NOT NULL, 
	evidence_id INTEGER, 
	form_id INTEGER, 
	annuls_id INTEGER, 
	recorded_at DATETIME NOT NULL, 
	recorded_by VARCHAR(120) NOT NULL, 
	salt BLOB NOT NULL, 
	CONSTRAINT pk_consent_event PRIMARY KEY (id), 
	CONSTRAINT ck_consent_event_purpose_fits_activity CHECK ((activity = 'recording') = (purpose_id IS NULL)), 
	CONSTRAINT ck_consent_event_annulment_names_event CHECK ((answer = 'annulled') = (annuls_id IS NOT NULL)), 
	CONSTRAINT fk_consent_event_annuls_id_consent_event FOREIGN KEY(annuls_id) REFERENCES consent_event (id), 
	CONSTRAINT fk_consent_event_decider_id_person FOREIGN KEY(decider_id) REFERENCES person (id), 
	CONSTRAINT fk_consent_event_evidence_id_evidence FOREIGN KEY(evidence_id) REFERENCES evidence (id), 
	CONSTRAINT fk_consent_event_form_id_form FOREIGN KEY(form_id) REFERENCES form (id), 
	CONSTRAINT fk_consent_event_item_id_item FOREIGN KEY(item_id) REFERENCES item (id), 
	CONSTRAINT fk_consent_event_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_consent_event_purpose_id_purpose FOREIGN KEY(purpose_id) REFERENCES purpose (id), 
	CONSTRAINT fk_consent_event_purpose_version_id_purpose_version FOREIGN KEY(purpose_version_id) REFERENCES purpose_version (id), 
	CONSTRAINT fk_consent_event_session_id_media_session FOREIGN KEY(session_id) REFERENCES media_session (id)
);
INSERT INTO "consent_event" VALUES(1,1,2,'publication','photo',1,NULL,NULL,'given','2026-09-01','2026-09-01',NULL,'in_person','','',1,'',NULL,NULL,NULL,'2026-09-10 10:00:00.000000','office',X'C1E4DDD06B86FAD1B7DF6CE84885FD9E');
INSERT INTO "consent_event" VALUES(2,1,2,'publication','photo',1,NULL,NULL,'withdrawn','2026-09-09','2026-09-09',NULL,'in_person','','',1,'',NULL,NULL,NULL,'2026-09-10 10:00:00.000000','office',X'2AB315219457FBCB66EEEB4FB33A9B42');
CREATE TABLE consent_request (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	activity VARCHAR(32) NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	purpose_id INTEGER, 
	asked_on DATE NOT NULL, 
	form_id INTEGER, 
	recorded_at DATETIME NOT NULL, 
	CONSTRAINT pk_consent_request PRIMARY KEY (id), 
	CONSTRAINT fk_consent_request_form_id_form FOREIGN KEY(form_id) REFERENCES form (id), 
	CONSTRAINT fk_consent_request_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_consent_request_purpose_id_purpose FOREIGN KEY(purpose_id) REFERENCES purpose (id)
);
CREATE TABLE erasure (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	ground VARCHAR(200) NOT NULL, 
	ordered_by VARCHAR(120) NOT NULL, 
	ordered_at DATETIME NOT NULL, 
	counts VARCHAR NOT NULL, 
	CONSTRAINT pk_erasure PRIMARY KEY (id)
);
CREATE TABLE erasure_event (
	id INTEGER NOT NULL, 
	erasure_id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	CONSTRAINT pk_erasure_event PRIMARY KEY (id), 
	CONSTRAINT fk_erasure_event_erasure_id_erasure FOREIGN KEY(erasure_id) REFERENCES erasure (id), 
	CONSTRAINT uq_erasure_event_erasure_id_event_id UNIQUE (erasure_id, event_id)
);
CREATE TABLE evidence (
	id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	media_type VARCHAR(80) NOT NULL, 
	size_bytes INTEGER NOT NULL, 
	data_key BLOB, 
	added_at DATETIME NOT NULL, 
	CONSTRAINT pk_evidence PRIMARY KEY (id), 
	CONSTRAINT uq_evidence_sha256 UNIQUE (sha256)
);
CREATE TABLE form (
	id INTEGER NOT NULL, 
	code VARCHAR(16) NOT NULL, 
	key_number INTEGER NOT NULL, 
	round_id INTEGER, 
	person_id INTEGER, 
	template VARCHAR(40) NOT NULL, 
	language VARCHAR(12) NOT NULL, 
	questions VARCHAR NOT NULL, 
	state VARCHAR(32) NOT NULL, 
	replaced_by_id INTEGER, 
	issued_at DATETIME NOT NULL, 
	received_at DATETIME, 
	CONSTRAINT pk_form PRIMARY KEY (id), 
	CONSTRAINT fk_form_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_form_replaced_by_id_form FOREIGN KEY(replaced_by_id) REFERENCES form (id), 
	CONSTRAINT fk_form_round_id_form_round FOREIGN KEY(round_id) REFERENCES form_round (id), 
	CONSTRAINT uq_form_code UNIQUE (code)
);
CREATE TABLE form_mark (
	id INTEGER NOT NULL, 
	scan_id INTEGER NOT NULL, 
	question VARCHAR(80) NOT NULL, 
	seen VARCHAR(32) NOT NULL, 
	decided VARCHAR(32), 
	features VARCHAR NOT NULL, 
	event_id INTEGER, 
	CONSTRAINT pk_form_mark PRIMARY KEY (id), 
	CONSTRAINT fk_form_mark_event_id_consent_event FOREIGN KEY(event_id) REFERENCES consent_event (id), 
	CONSTRAINT fk_form_mark_scan_id_form_scan FOREIGN KEY(scan_id) REFERENCES form_scan (id), 
	CONSTRAINT uq_form_mark_scan_id_question UNIQUE (scan_id, question)
);
CREATE TABLE form_round (
	id INTEGER NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	started_on DATE NOT NULL, 
	answer_before DATE, 
	questions VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_form_round PRIMARY KEY (id)
);
CREATE TABLE form_scan (
	id INTEGER NOT NULL, 
	form_id INTEGER, 
	run VARCHAR(40) NOT NULL, 
	page INTEGER NOT NULL, 
	evidence_id INTEGER, 
	reader VARCHAR(40) NOT NULL, 
	outcome VARCHAR(40) NOT NULL, 
	read_at DATETIME NOT NULL, 
	confirmed_by VARCHAR(120) NOT NULL, 
	confirmed_at DATETIME, 
	undone_at DATETIME, digest VARCHAR(64) DEFAULT '' NOT NULL, details VARCHAR DEFAULT '' NOT NULL, 
	CONSTRAINT pk_form_scan PRIMARY KEY (id), 
	CONSTRAINT fk_form_scan_evidence_id_evidence FOREIGN KEY(evidence_id) REFERENCES evidence (id), 
	CONSTRAINT fk_form_scan_form_id_form FOREIGN KEY(form_id) REFERENCES form (id)
);
CREATE TABLE found_face (
	id INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	x FLOAT NOT NULL, 
	y FLOAT NOT NULL, 
	w FLOAT NOT NULL, 
	h FLOAT NOT NULL, 
	at_ms INTEGER, 
	end_ms INTEGER, 
	score FLOAT, 
	detector VARCHAR(60) NOT NULL, 
	judgement VARCHAR(32) NOT NULL, 
	judgement_note VARCHAR(500) NOT NULL, 
	judged_by VARCHAR(120) NOT NULL, 
	judged_at DATETIME, 
	appearance_id INTEGER, 
	CONSTRAINT pk_found_face PRIMARY KEY (id), 
	CONSTRAINT fk_found_face_appearance_id_appearance FOREIGN KEY(appearance_id) REFERENCES appearance (id) ON DELETE SET NULL, 
	CONSTRAINT fk_found_face_item_id_item FOREIGN KEY(item_id) REFERENCES item (id)
);
CREATE TABLE group_membership (
	id INTEGER NOT NULL, 
	group_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	since DATE, 
	until DATE, 
	CONSTRAINT pk_group_membership PRIMARY KEY (id), 
	CONSTRAINT fk_group_membership_group_id_person_group FOREIGN KEY(group_id) REFERENCES person_group (id), 
	CONSTRAINT fk_group_membership_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_group_membership_group_id_person_id UNIQUE (group_id, person_id)
);
CREATE TABLE guardianship (
	id INTEGER NOT NULL, 
	pupil_id INTEGER NOT NULL, 
	guardian_id INTEGER NOT NULL, 
	relation VARCHAR(40) NOT NULL, 
	has_authority BOOLEAN NOT NULL, 
	since DATE, 
	until DATE, 
	CONSTRAINT pk_guardianship PRIMARY KEY (id), 
	CONSTRAINT ck_guardianship_two_people CHECK (pupil_id <> guardian_id), 
	CONSTRAINT fk_guardianship_guardian_id_person FOREIGN KEY(guardian_id) REFERENCES person (id), 
	CONSTRAINT fk_guardianship_pupil_id_person FOREIGN KEY(pupil_id) REFERENCES person (id), 
	CONSTRAINT uq_guardianship_pupil_id_guardian_id UNIQUE (pupil_id, guardian_id)
);
INSERT INTO "guardianship" VALUES(1,1,2,'',1,NULL,NULL);
CREATE TABLE item (
	id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	file_format VARCHAR(12) NOT NULL, 
	width INTEGER NOT NULL, 
	height INTEGER NOT NULL, 
	duration_ms INTEGER, 
	size_bytes BIGINT NOT NULL, 
	captured_at DATETIME, 
	added_on DATE NOT NULL, 
	added_at DATETIME NOT NULL, 
	session_id INTEGER, 
	nobody_reason VARCHAR(32), 
	nobody_note VARCHAR(500) NOT NULL, 
	nobody_judged_by VARCHAR(120) NOT NULL, 
	nobody_judged_at DATETIME, 
	faces_sought_with VARCHAR(60) NOT NULL, 
	has_hidden_film BOOLEAN NOT NULL, 
	CONSTRAINT pk_item PRIMARY KEY (id), 
	CONSTRAINT ck_item_nobody_is_judged CHECK ((nobody_reason IS NULL) = (nobody_judged_at IS NULL)), 
	CONSTRAINT fk_item_session_id_media_session FOREIGN KEY(session_id) REFERENCES media_session (id), 
	CONSTRAINT uq_item_sha256 UNIQUE (sha256)
);
CREATE TABLE item_fingerprint (
	item_id INTEGER NOT NULL, 
	method VARCHAR(20) NOT NULL, 
	hashes BLOB NOT NULL, 
	CONSTRAINT pk_item_fingerprint PRIMARY KEY (item_id), 
	CONSTRAINT fk_item_fingerprint_item_id_item FOREIGN KEY(item_id) REFERENCES item (id)
);
CREATE TABLE item_location (
	id INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	path VARCHAR(4096) NOT NULL, 
	modified_ns BIGINT NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_item_location PRIMARY KEY (id), 
	CONSTRAINT fk_item_location_item_id_item FOREIGN KEY(item_id) REFERENCES item (id), 
	CONSTRAINT uq_item_location_path UNIQUE (path)
);
CREATE TABLE media_session (
	id INTEGER NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	place VARCHAR(120) NOT NULL, 
	day DATE, 
	last_day DATE, 
	photographer_id INTEGER, 
	purpose_id INTEGER, starts_at TIME, ends_at TIME, note VARCHAR(500) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_media_session PRIMARY KEY (id), 
	CONSTRAINT fk_media_session_photographer_id_person FOREIGN KEY(photographer_id) REFERENCES person (id), 
	CONSTRAINT fk_media_session_purpose_id_purpose FOREIGN KEY(purpose_id) REFERENCES purpose (id)
);
CREATE TABLE online_mapping (
	id INTEGER NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	link VARCHAR(1000) NOT NULL, 
	columns VARCHAR NOT NULL, 
	CONSTRAINT pk_online_mapping PRIMARY KEY (id)
);
CREATE TABLE online_row (
	id INTEGER NOT NULL, 
	mapping_id INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	form_id INTEGER, 
	completed_at DATETIME, 
	content VARCHAR NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	CONSTRAINT pk_online_row PRIMARY KEY (id), 
	CONSTRAINT fk_online_row_form_id_form FOREIGN KEY(form_id) REFERENCES form (id), 
	CONSTRAINT fk_online_row_mapping_id_online_mapping FOREIGN KEY(mapping_id) REFERENCES online_mapping (id), 
	CONSTRAINT uq_online_row_mapping_id_digest UNIQUE (mapping_id, digest)
);
CREATE TABLE person (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	given_name VARCHAR(120) NOT NULL, 
	name_prefix VARCHAR(40) NOT NULL, 
	family_name VARCHAR(120) NOT NULL, 
	sort_name VARCHAR(300) NOT NULL, 
	search_text VARCHAR(300) NOT NULL, 
	birth_date DATE, 
	email VARCHAR(254) NOT NULL, 
	telephone VARCHAR(40) NOT NULL, 
	language VARCHAR(12) NOT NULL, 
	organisation VARCHAR(160) NOT NULL, 
	is_protected BOOLEAN NOT NULL, 
	protected_reason VARCHAR(500) NOT NULL, 
	left_on DATE, 
	created_at DATETIME NOT NULL, 
	version INTEGER NOT NULL
, merged_into_id INTEGER CONSTRAINT fk_person_merged_into_id_person REFERENCES person (id), erased_on DATE);
INSERT INTO "person" VALUES(1,'Noor','','Janssen','janssen  noor','noor janssen','2016-03-01','','','','',0,'',NULL,'2026-09-10 10:00:00.000000',1,NULL,NULL);
INSERT INTO "person" VALUES(2,'Anna','van den','Berg','berg  anna  van den','anna van den berg',NULL,'','','','',0,'',NULL,'2026-09-10 10:00:00.000000',1,NULL,NULL);
CREATE TABLE person_group (
	id INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	school_year VARCHAR(9) NOT NULL, 
	sourced_id VARCHAR(256) NOT NULL, 
	is_archived BOOLEAN NOT NULL, 
	CONSTRAINT pk_person_group PRIMARY KEY (id), 
	CONSTRAINT uq_person_group_name_school_year UNIQUE (name, school_year)
);
CREATE TABLE person_identifier (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	scheme VARCHAR(40) NOT NULL, 
	value VARCHAR(256) NOT NULL, 
	CONSTRAINT pk_person_identifier PRIMARY KEY (id), 
	CONSTRAINT fk_person_identifier_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_person_identifier_scheme_value UNIQUE (scheme, value)
);
CREATE TABLE person_merge (
	id INTEGER NOT NULL, 
	kept_id INTEGER NOT NULL, 
	merged_id INTEGER NOT NULL, 
	moved VARCHAR NOT NULL, 
	merged_at DATETIME NOT NULL, 
	undone_at DATETIME, 
	CONSTRAINT pk_person_merge PRIMARY KEY (id), 
	CONSTRAINT fk_person_merge_kept_id_person FOREIGN KEY(kept_id) REFERENCES person (id), 
	CONSTRAINT fk_person_merge_merged_id_person FOREIGN KEY(merged_id) REFERENCES person (id)
);
CREATE TABLE person_role (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	role VARCHAR(32) NOT NULL, 
	since DATE, 
	until DATE, 
	CONSTRAINT pk_person_role PRIMARY KEY (id), 
	CONSTRAINT fk_person_role_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_person_role_person_id_role UNIQUE (person_id, role)
);
INSERT INTO "person_role" VALUES(1,1,'pupil',NULL,NULL);
INSERT INTO "person_role" VALUES(2,2,'guardian',NULL,NULL);
CREATE TABLE publication (
	id INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	purpose_id INTEGER NOT NULL, 
	place VARCHAR(500) NOT NULL, 
	published_on DATE NOT NULL, 
	ended_on DATE, 
	copy_name VARCHAR(200) NOT NULL, 
	copy_sha256 VARCHAR(64) NOT NULL, 
	verdict INTEGER NOT NULL, 
	reasons VARCHAR NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	recorded_by VARCHAR(120) NOT NULL, 
	CONSTRAINT pk_publication PRIMARY KEY (id), 
	CONSTRAINT fk_publication_item_id_item FOREIGN KEY(item_id) REFERENCES item (id), 
	CONSTRAINT fk_publication_purpose_id_purpose FOREIGN KEY(purpose_id) REFERENCES purpose (id)
);
CREATE TABLE publication_cover (
	id INTEGER NOT NULL, 
	publication_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	cover VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_publication_cover PRIMARY KEY (id), 
	CONSTRAINT fk_publication_cover_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_publication_cover_publication_id_publication FOREIGN KEY(publication_id) REFERENCES publication (id), 
	CONSTRAINT uq_publication_cover_publication_id_person_id UNIQUE (publication_id, person_id)
);
CREATE TABLE publication_reliance (
	id INTEGER NOT NULL, 
	publication_id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	CONSTRAINT pk_publication_reliance PRIMARY KEY (id), 
	CONSTRAINT fk_publication_reliance_event_id_consent_event FOREIGN KEY(event_id) REFERENCES consent_event (id), 
	CONSTRAINT fk_publication_reliance_publication_id_publication FOREIGN KEY(publication_id) REFERENCES publication (id), 
	CONSTRAINT uq_publication_reliance_publication_id_event_id UNIQUE (publication_id, event_id)
);
CREATE TABLE purpose (
	id INTEGER NOT NULL, 
	"key" VARCHAR(40) NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	audience VARCHAR(32) NOT NULL, 
	legal_basis VARCHAR(32) NOT NULL, 
	kinds VARCHAR(40) NOT NULL, 
	position INTEGER NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	copy_max_pixels INTEGER, 
	CONSTRAINT pk_purpose PRIMARY KEY (id), 
	CONSTRAINT uq_purpose_key UNIQUE ("key")
);
INSERT INTO "purpose" VALUES(1,'website','Website','public','consent','photo,film,sound',1,1,NULL);
CREATE TABLE purpose_version (
	id INTEGER NOT NULL, 
	purpose_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	is_substantive BOOLEAN NOT NULL, 
	effective_from DATE NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_purpose_version PRIMARY KEY (id), 
	CONSTRAINT fk_purpose_version_purpose_id_purpose FOREIGN KEY(purpose_id) REFERENCES purpose (id), 
	CONSTRAINT uq_purpose_version_purpose_id_number UNIQUE (purpose_id, number)
);
INSERT INTO "purpose_version" VALUES(1,1,1,1,'0001-01-01','2026-09-10 10:00:00.000000');
CREATE TABLE purpose_wording (
	id INTEGER NOT NULL, 
	version_id INTEGER NOT NULL, 
	language VARCHAR(12) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	text VARCHAR NOT NULL, 
	CONSTRAINT pk_purpose_wording PRIMARY KEY (id), 
	CONSTRAINT fk_purpose_wording_version_id_purpose_version FOREIGN KEY(version_id) REFERENCES purpose_version (id), 
	CONSTRAINT uq_purpose_wording_version_id_language UNIQUE (version_id, language)
);
INSERT INTO "purpose_wording" VALUES(1,1,'nl','Website','Mag dit?');
CREATE TABLE reminder (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	sent_on DATE NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	recorded_by VARCHAR(120) NOT NULL, 
	CONSTRAINT pk_reminder PRIMARY KEY (id), 
	CONSTRAINT fk_reminder_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE session_group (
	id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	group_id INTEGER NOT NULL, 
	CONSTRAINT pk_session_group PRIMARY KEY (id), 
	CONSTRAINT fk_session_group_group_id_person_group FOREIGN KEY(group_id) REFERENCES person_group (id), 
	CONSTRAINT fk_session_group_session_id_media_session FOREIGN KEY(session_id) REFERENCES media_session (id), 
	CONSTRAINT uq_session_group_session_id_group_id UNIQUE (session_id, group_id)
);
CREATE TABLE session_person (
	id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	is_expected BOOLEAN NOT NULL, 
	CONSTRAINT pk_session_person PRIMARY KEY (id), 
	CONSTRAINT fk_session_person_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_session_person_session_id_media_session FOREIGN KEY(session_id) REFERENCES media_session (id), 
	CONSTRAINT uq_session_person_session_id_person_id UNIQUE (session_id, person_id)
);
CREATE TABLE setting (
	"key" VARCHAR(60) NOT NULL, 
	value VARCHAR NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY ("key")
);
INSERT INTO "setting" VALUES('school','{"name": "De Klaproos", "country": "nl", "school_year": "2026-2027", "contact": "", "privacy_officer": ""}');
INSERT INTO "setting" VALUES('cells_outdated','');
CREATE TABLE settled_notice (
	id INTEGER NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	person_id INTEGER, 
	session_id INTEGER, 
	fingerprint VARCHAR(64) NOT NULL, 
	note VARCHAR(500) NOT NULL, 
	settled_at DATETIME NOT NULL, 
	settled_by VARCHAR(120) NOT NULL, 
	CONSTRAINT pk_settled_notice PRIMARY KEY (id), 
	CONSTRAINT fk_settled_notice_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_settled_notice_session_id_media_session FOREIGN KEY(session_id) REFERENCES media_session (id), 
	CONSTRAINT uq_settled_notice_kind_person_id_session_id_fingerprint UNIQUE (kind, person_id, session_id, fingerprint)
);
CREATE TABLE takedown_task (
	id INTEGER NOT NULL, 
	publication_id INTEGER NOT NULL, 
	person_id INTEGER, 
	cause VARCHAR(32), 
	cause_event_id INTEGER, 
	since DATE NOT NULL, 
	raised_at DATETIME NOT NULL, 
	state VARCHAR(32) NOT NULL, 
	closed_at DATETIME, 
	closed_by VARCHAR(120) NOT NULL, 
	note VARCHAR(500) NOT NULL, 
	replacement_id INTEGER, 
	evidence_id INTEGER, 
	CONSTRAINT pk_takedown_task PRIMARY KEY (id), 
	CONSTRAINT fk_takedown_task_cause_event_id_consent_event FOREIGN KEY(cause_event_id) REFERENCES consent_event (id), 
	CONSTRAINT fk_takedown_task_evidence_id_evidence FOREIGN KEY(evidence_id) REFERENCES evidence (id), 
	CONSTRAINT fk_takedown_task_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_takedown_task_publication_id_publication FOREIGN KEY(publication_id) REFERENCES publication (id), 
	CONSTRAINT fk_takedown_task_replacement_id_publication FOREIGN KEY(replacement_id) REFERENCES publication (id)
);
CREATE INDEX ix_erasure_person_id ON erasure (person_id);
CREATE INDEX ix_person_sort_name ON person (sort_name);
CREATE INDEX ix_form_person_id ON form (person_id);
CREATE INDEX ix_form_round_id ON form (round_id);
CREATE INDEX ix_group_membership_person_id ON group_membership (person_id);
CREATE INDEX ix_guardianship_guardian_id ON guardianship (guardian_id);
CREATE INDEX ix_media_session_day ON media_session (day);
CREATE INDEX ix_person_identifier_person_id ON person_identifier (person_id);
CREATE INDEX ix_person_merge_kept_id ON person_merge (kept_id);
CREATE INDEX ix_person_merge_merged_id ON person_merge (merged_id);
CREATE INDEX ix_consent_request_person ON consent_request (person_id, purpose_id);
CREATE INDEX ix_form_scan_form ON form_scan (form_id);
CREATE INDEX ix_online_row_form_id ON online_row (form_id);
CREATE INDEX ix_session_person_person_id ON session_person (person_id);
CREATE INDEX ix_appearance_item_person ON appearance (item_id, person_id);
CREATE INDEX ix_appearance_person_item ON appearance (person_id, item_id);
CREATE INDEX ix_cell_item ON cell (item_id);
CREATE INDEX ix_cell_person ON cell (person_id, activity, purpose_id, kind);
CREATE INDEX ix_cell_since ON cell (since);
CREATE INDEX ix_cell_until ON cell (until);
CREATE INDEX ix_consent_event_decider_id ON consent_event (decider_id);
CREATE INDEX ix_consent_event_item_id ON consent_event (item_id);
CREATE INDEX ix_consent_event_person_cell ON consent_event (person_id, activity, kind, purpose_id);
CREATE INDEX ix_item_location_item_id ON item_location (item_id);
CREATE INDEX ix_publication_item ON publication (item_id);
CREATE INDEX ix_publication_purpose_id ON publication (purpose_id);
CREATE INDEX ix_found_face_item ON found_face (item_id);
CREATE INDEX ix_publication_cover_person_id ON publication_cover (person_id);
CREATE INDEX ix_publication_reliance_event_id ON publication_reliance (event_id);
CREATE INDEX ix_takedown_task_publication ON takedown_task (publication_id);
CREATE INDEX ix_takedown_task_state ON takedown_task (state);
CREATE INDEX ix_person_merged_into_id ON person (merged_into_id);
CREATE INDEX ix_item_session_captured ON item (session_id, captured_at);
CREATE INDEX ix_consent_event_session_id ON consent_event (session_id);
CREATE INDEX ix_cell_guardians_differ ON cell (guardians_differ);
CREATE INDEX ix_form_scan_digest ON form_scan (digest);
CREATE INDEX ix_erasure_event_event_id ON erasure_event (event_id);
CREATE INDEX ix_settled_notice_person_id ON settled_notice (person_id);
CREATE INDEX ix_settled_notice_session_id ON settled_notice (session_id);
CREATE INDEX ix_reminder_person_id ON reminder (person_id);
CREATE INDEX ix_consent_event_annuls_id ON consent_event (annuls_id);
CREATE INDEX ix_consent_event_evidence_id ON consent_event (evidence_id);
CREATE INDEX ix_found_face_appearance_id ON found_face (appearance_id);
CREATE INDEX ix_form_mark_event_id ON form_mark (event_id);
CREATE INDEX ix_takedown_task_cause_event_id ON takedown_task (cause_event_id);
CREATE TRIGGER consent_event_no_update BEFORE UPDATE ON consent_event
        WHEN NOT (
            EXISTS (SELECT 1 FROM erasure_event WHERE erasure_event.event_id = OLD.id)
            AND NEW.id IS OLD.id AND NEW.person_id IS OLD.person_id AND NEW.decider_id IS OLD.decider_id AND NEW.activity IS OLD.activity AND NEW.kind IS OLD.kind AND NEW.purpose_id IS OLD.purpose_id AND NEW.item_id IS OLD.item_id AND NEW.session_id IS OLD.session_id AND NEW.answer IS OLD.answer AND NEW.decided_on IS OLD.decided_on AND NEW.valid_from IS OLD.valid_from AND NEW.valid_until IS OLD.valid_until AND NEW.method IS OLD.method AND NEW.purpose_version_id IS OLD.purpose_version_id AND NEW.language IS OLD.language AND NEW.form_id IS OLD.form_id AND NEW.annuls_id IS OLD.annuls_id AND NEW.recorded_at IS OLD.recorded_at AND NEW.recorded_by IS OLD.recorded_by
        )
        BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
CREATE TRIGGER consent_event_no_delete BEFORE DELETE ON consent_event
        WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.person_id = OLD.person_id)
        BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('person',2);
COMMIT;
