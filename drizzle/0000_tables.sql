CREATE TYPE "public"."attempt_outcome" AS ENUM('succeeded', 'reused', 'temporary', 'permanent', 'interrupted', 'released', 'lost', 'cancelled');--> statement-breakpoint
CREATE TYPE "public"."step_name" AS ENUM('storyboard', 'assets', 'composites', 'narration', 'clips', 'sound_effects', 'assembly', 'publish');--> statement-breakpoint
CREATE TYPE "public"."task_event" AS ENUM('claim', 'start', 'release', 'succeed', 'review', 'fail_retriable', 'fail', 'interrupt', 'expire', 'approve', 'reject', 'revise', 'abandon', 'redrive', 'redo', 'cancel');--> statement-breakpoint
CREATE TYPE "public"."task_state" AS ENUM('pending', 'claimed', 'processing', 'retry', 'awaiting_review', 'approved', 'rejected', 'completed', 'failed');--> statement-breakpoint
CREATE TYPE "public"."video_status" AS ENUM('pending', 'processing', 'awaiting_review', 'completed', 'failed', 'cancelled');--> statement-breakpoint
CREATE TABLE "artifacts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"video_id" uuid,
	"task_id" uuid,
	"attempt" integer,
	"role" text NOT NULL,
	"sha256" text NOT NULL,
	"bytes" bigint NOT NULL,
	"media_type" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "artifacts_sha256" CHECK ("artifacts"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "artifacts_bytes" CHECK ("artifacts"."bytes" >= 0)
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"task_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"worker" text NOT NULL,
	"job_id" uuid NOT NULL,
	"input_digest" text NOT NULL,
	"claimed_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" "attempt_outcome",
	"error" jsonb,
	"result" jsonb,
	"log" jsonb,
	"cost" jsonb,
	"late_result" jsonb,
	CONSTRAINT "attempts_task_id_number_pk" PRIMARY KEY("task_id","number")
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "moves" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "moves_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"task_id" uuid NOT NULL,
	"event" "task_event" NOT NULL,
	"from_state" "task_state" NOT NULL,
	"to_state" "task_state" NOT NULL,
	"attempt" integer NOT NULL,
	"moved_by" text NOT NULL,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "scenes" (
	"video_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"document" jsonb NOT NULL,
	CONSTRAINT "scenes_video_id_number_pk" PRIMARY KEY("video_id","number"),
	CONSTRAINT "scenes_number" CHECK ("scenes"."number" between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"video_id" uuid NOT NULL,
	"step" "step_name" NOT NULL,
	"scene" integer,
	"state" "task_state" DEFAULT 'pending' NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"max_attempts" integer NOT NULL,
	"priority" smallint NOT NULL,
	"job_id" uuid NOT NULL,
	"job_retry_count" integer DEFAULT 0 NOT NULL,
	"worker" text,
	"claimed_at" timestamp with time zone,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"lease_until" timestamp with time zone,
	"run_after" timestamp with time zone,
	"parameters" jsonb NOT NULL,
	"inputs" jsonb NOT NULL,
	"input_bytes" bigint DEFAULT 0 NOT NULL,
	"input_digest" text NOT NULL,
	"checkpoint" jsonb,
	"error" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tasks_one_per_step_and_scene" UNIQUE NULLS NOT DISTINCT("video_id","step","scene"),
	CONSTRAINT "tasks_attempt" CHECK ("tasks"."attempt" >= 0 and "tasks"."failures" between 0 and "tasks"."attempt"),
	CONSTRAINT "tasks_lease" CHECK (("tasks"."lease_until" is not null) = ("tasks"."state" in ('claimed', 'processing'))),
	CONSTRAINT "tasks_retry" CHECK ("tasks"."state" <> 'retry' or "tasks"."run_after" is not null)
);
--> statement-breakpoint
CREATE TABLE "videos" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel_id" text NOT NULL,
	"title" text NOT NULL,
	"order_document" jsonb NOT NULL,
	"priority" smallint NOT NULL,
	"status" "video_status" DEFAULT 'pending' NOT NULL,
	"scene_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "videos_scene_count" CHECK ("videos"."scene_count" between 0 and 200)
);
--> statement-breakpoint
ALTER TABLE "artifacts" ADD CONSTRAINT "artifacts_video_id_videos_id_fk" FOREIGN KEY ("video_id") REFERENCES "public"."videos"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artifacts" ADD CONSTRAINT "artifacts_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "moves" ADD CONSTRAINT "moves_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenes" ADD CONSTRAINT "scenes_video_id_videos_id_fk" FOREIGN KEY ("video_id") REFERENCES "public"."videos"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_video_id_videos_id_fk" FOREIGN KEY ("video_id") REFERENCES "public"."videos"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_video_id_scene_scenes_video_id_number_fk" FOREIGN KEY ("video_id","scene") REFERENCES "public"."scenes"("video_id","number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "videos" ADD CONSTRAINT "videos_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "artifacts_by_task" ON "artifacts" USING btree ("task_id","attempt");--> statement-breakpoint
CREATE INDEX "artifacts_by_video" ON "artifacts" USING btree ("video_id");--> statement-breakpoint
CREATE INDEX "attempts_reusable" ON "attempts" USING btree ("input_digest") WHERE outcome = 'succeeded';--> statement-breakpoint
CREATE INDEX "moves_by_task" ON "moves" USING btree ("task_id","id");--> statement-breakpoint
CREATE INDEX "tasks_waiting" ON "tasks" USING btree ("step","priority" DESC NULLS LAST) WHERE state in ('pending', 'retry');--> statement-breakpoint
CREATE INDEX "tasks_leases" ON "tasks" USING btree ("lease_until") WHERE "tasks"."lease_until" is not null;--> statement-breakpoint
CREATE INDEX "videos_listing" ON "videos" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "videos_by_channel" ON "videos" USING btree ("channel_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "videos_by_status" ON "videos" USING btree ("status","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);