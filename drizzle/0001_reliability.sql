ALTER TYPE "public"."attempt_outcome" ADD VALUE 'rejected';--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"task_id" uuid,
	"video_id" uuid,
	"channel_id" text,
	"step" "step_name" NOT NULL,
	"scene" integer,
	"code" text NOT NULL,
	"message" text NOT NULL,
	"attempt" integer NOT NULL,
	"origin" jsonb NOT NULL,
	"payload" jsonb,
	"failed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"ending" text,
	"ended_by" text,
	CONSTRAINT "dead_letters_ending" CHECK (("dead_letters"."ended_at" is null) = ("dead_letters"."ending" is null))
);--> statement-breakpoint
CREATE TABLE "workers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"version" text NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"steps" jsonb NOT NULL,
	"slots" integer NOT NULL,
	"running" integer DEFAULT 0 NOT NULL,
	"lease_seconds" real NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_claim_at" timestamp with time zone
);--> statement-breakpoint
ALTER TABLE "dead_letters" ADD CONSTRAINT "dead_letters_video_id_videos_id_fk" FOREIGN KEY ("video_id") REFERENCES "public"."videos"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "next_parameters" jsonb;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "must_run" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "started_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "refused" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "usage" jsonb;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "checkpoint" jsonb;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD CONSTRAINT "dead_letters_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD CONSTRAINT "dead_letters_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "dead_letters_one_open_per_task" ON "dead_letters" USING btree ("task_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "dead_letters_by_task" ON "dead_letters" USING btree ("task_id");--> statement-breakpoint
CREATE INDEX "dead_letters_by_video" ON "dead_letters" USING btree ("video_id");--> statement-breakpoint
CREATE INDEX "dead_letters_open" ON "dead_letters" USING btree ("failed_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "workers_by_heartbeat" ON "workers" USING btree ("last_heartbeat_at");