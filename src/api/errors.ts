import {
	IdempotentParameterMismatchException,
	ImageTooLargeException,
	InvalidImageFormatException,
	InvalidPaginationTokenException,
	InvalidParameterException,
	InvalidS3ObjectException,
	LimitExceededException,
	ResourceAlreadyExistsException,
	ResourceNotFoundException,
	ServiceQuotaExceededException,
	VideoTooLargeException,
} from "@aws-sdk/client-rekognition";

interface Told {
	readonly message: string;
	readonly Message: string;
	readonly Code: string;
	readonly $metadata: object;
}

/** Makes the SDK's own exceptions, so that a caller cannot tell who threw them. */
const exception =
	<Exception extends Error>(Class: { new (told: Told): Exception; readonly name: string }) =>
	(Message: string): Exception =>
		new Class({ message: Message, Message, Code: Class.name, $metadata: {} });

/** A member of the request is missing or wrong. */
export const invalidParameter = exception(InvalidParameterException);

/** The video is not there, or may not be read. */
export const invalidS3Object = exception(InvalidS3ObjectException);

/** The job or collection does not exist. */
export const resourceNotFound = exception(ResourceNotFoundException);

/** The NextToken is not one of ours, or not of this job. */
export const invalidPaginationToken = exception(InvalidPaginationTokenException);

/** The ClientRequestToken has been used with other parameters. */
export const idempotentParameterMismatch = exception(IdempotentParameterMismatchException);

/** The video is larger than the engine takes. */
export const videoTooLarge = exception(VideoTooLargeException);

/** There are as many open jobs as there may be. */
export const limitExceeded = exception(LimitExceededException);

/** The picture is larger than the engine takes. */
export const imageTooLarge = exception(ImageTooLargeException);

/** The picture is no JPEG and no PNG. */
export const invalidImageFormat = exception(InvalidImageFormatException);

/** A collection of this name exists. */
export const resourceAlreadyExists = exception(ResourceAlreadyExistsException);

/** The collection is full. */
export const serviceQuotaExceeded = exception(ServiceQuotaExceededException);
