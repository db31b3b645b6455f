/** Parts of one multipart upload. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const MULTIPART_UPLOAD_PARTS = 10_000;
